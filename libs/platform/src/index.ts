export { Batcher } from './batching/batcher';
export { PlatformSettings } from './config/platform.settings';
export {
  EnumSetting,
  FlagSetting,
  IntSetting,
  ListSetting,
  NumberSetting,
  type SettingInfo,
  settingsOf,
  StringSetting,
  UrlSetting,
} from './config/setting.decorators';
export { loadSettings, type SettingsClass, SettingsError, SettingsModule } from './config/settings';
export { connectionOptions, DatabaseModule } from './database/database.module';
export { migrate, type MigrationClass } from './database/migrate';
export {
  CancelledError,
  ConflictError,
  DomainError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorRecord,
  ForbiddenError,
  fromErrorRecord,
  InvalidError,
  LimitExceededError,
  NotFoundError,
  toErrorRecord,
  UnauthenticatedError,
  UnavailableError,
} from './errors/domain.errors';
export { JsonLogger } from './logging/logger';
export { redact, registerSecret } from './logging/redaction';
export { type WorkContext, workContext } from './logging/request-context';
export { HandlesJob } from './queue/handles-job.decorator';
export { Jobs } from './queue/jobs.service';
export { QueueModule } from './queue/queue.module';
export { redisClient } from './queue/redis-client';
export type { ByteRange, LinkOptions, ObjectInfo } from './storage/object-store';
export { Storage, type StoredObject } from './storage/storage';
export { openStorage, StorageModule } from './storage/storage.module';
export { StorageSettings } from './storage/storage.settings';
export { Hinter } from './transport/hinter.service';
export { redisTransport, TransportModule } from './transport/transport.module';

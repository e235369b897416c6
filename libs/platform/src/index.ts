import type { MigrationClass } from './database/migrate';
import { IdempotencyKey1764000000000 } from './migrations/1764000000000-idempotency-key';

export { Batcher } from './batching/batcher';
export { OneByOne } from './sweeping/one-by-one';
export { Seldom } from './sweeping/seldom';
export { Ticker } from './sweeping/ticker';
export { boot, type Booted } from './bootstrap/boot';
export { serviceRoot } from './bootstrap/service-root';
export { startService } from './bootstrap/start-service';
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
export { derivedUuid, UUID } from './ids/uuids';
export { fromCursor, type Page, pageOf, toCursor } from './paging/page';
export { brokenUnique } from './database/broken-unique';
export { inTransaction } from './database/in-transaction';
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
export { type BuildInfo, buildInfo } from './health/build-info';
export { HealthModule } from './health/health.module';
export { HealthServer } from './health/health-server';
export { Readiness } from './health/readiness.service';
export {
  type ApiDocuments,
  type AuditName,
  BooleanField,
  type Caller,
  clientAddress,
  createHttpApplication,
  cutOff,
  DateField,
  describeApi,
  Drain,
  EmailField,
  Endpoint,
  type EndpointKind,
  endpointOf,
  type EndpointOptions,
  EnumField,
  type ErrorContext,
  Exchange,
  exchangeOf,
  type FieldOptions,
  Front,
  HttpAdapter,
  type HttpApplicationOptions,
  HttpModule,
  HttpSettings,
  IntField,
  JsonField,
  type LimitClass,
  type LimitSubject,
  listen,
  ListField,
  MapField,
  networkOf,
  NumberField,
  NumberParam,
  ObjectField,
  OnSurface,
  parseWire,
  RateLimiter,
  readFormBody,
  readJsonBody,
  sseFrame,
  SseStream,
  startHttpService,
  statusOf,
  StringField,
  subjectOf,
  type Surface,
  SurfaceFilter,
  toDomainError,
  type UnknownMembers,
  UrlField,
  UuidField,
  UuidParam,
  WirePipe,
} from './http';
export { logLevel } from './logging/log-level';
export { JsonLogger } from './logging/logger';
export { redact, registerSecret } from './logging/redaction';
export { type WorkContext, workContext } from './logging/request-context';
export { type Family, Metrics, type Sample } from './metrics/metrics';
export { HandlesJob } from './queue/handles-job.decorator';
export { Jobs } from './queue/jobs.service';
export { QueueModule } from './queue/queue.module';
export { redisClient } from './queue/redis-client';
export { originFetch, type OriginFetch } from './outgoing/origin-fetch';
export { type OutgoingAnswer, OutgoingHttp, type OutgoingRequest } from './outgoing/outgoing-http';
export { OutgoingModule } from './outgoing/outgoing.module';
export { OutgoingSettings } from './outgoing/outgoing.settings';
export type { ByteRange, LinkOptions, ObjectInfo } from './storage/object-store';
export { Storage, type StoredObject } from './storage/storage';
export { openStorage, StorageModule } from './storage/storage.module';
export { StorageSettings } from './storage/storage.settings';
export { answered, Hinter } from './transport/hinter.service';
export { redisTransport, TransportModule } from './transport/transport.module';
export { KeyRotationModule } from './vault/rotation/key-rotation.module';
export { Rewrapper } from './vault/rotation/rewrapper';
export type { SealedColumn } from './vault/rotation/sealed-columns';
export { Vault } from './vault/vault';
export { VaultModule } from './vault/vault.module';
export { VaultSettings } from './vault/vault.settings';
export { nameRequestSpan, startTracing, traced } from './tracing/tracing';

export const platformMigrations: MigrationClass[] = [IdempotencyKey1764000000000];

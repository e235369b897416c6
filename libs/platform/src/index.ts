import type { MigrationClass } from './database/migrate';
import { IdempotencyKey1764000000000 } from './migrations/1764000000000-idempotency-key';

export { Batcher } from './batching/batcher';
export { boot, type Booted } from './bootstrap/boot';
export { serviceRoot } from './bootstrap/service-root';
export { startHttpService } from './bootstrap/start-http-service';
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
export { type ApiDocuments, describeApi } from './http/docs/api-documents';
export {
  Endpoint,
  type EndpointKind,
  type EndpointOptions,
  type LimitClass,
} from './http/endpoint.decorator';
export { statusOf } from './http/errors/error-status';
export { type ErrorContext, SurfaceFilter } from './http/errors/surface.filter';
export { toDomainError } from './http/errors/to-domain-error';
export { type Caller, Exchange, exchangeOf } from './http/exchange';
export type { FieldOptions } from './http/fields/field';
export { JsonField, ListField, MapField, ObjectField } from './http/fields/nested.fields';
export {
  BooleanField,
  DateField,
  EmailField,
  EnumField,
  IntField,
  NumberField,
  StringField,
  UrlField,
  UuidField,
} from './http/fields/scalar.fields';
export { Drain } from './http/front/drain.service';
export { createHttpApplication, type HttpApplicationOptions, listen } from './http/http-application';
export { HttpModule } from './http/http.module';
export { HttpSettings } from './http/http.settings';
export { readJsonBody } from './http/json-body';
export { type LimitSubject, RateLimiter, subjectOf } from './http/rate-limit/rate-limiter';
export { HttpAdapter } from './http/routing/http.adapter';
export { OnSurface, type Surface } from './http/surface.decorator';
export { UuidParam } from './http/uuid-param';
export { parseWire, type UnknownMembers, WirePipe } from './http/validation.pipe';
export { JsonLogger } from './logging/logger';
export { redact, registerSecret } from './logging/redaction';
export { type WorkContext, workContext } from './logging/request-context';
export { type Family, Metrics, type Sample } from './metrics/metrics';
export { HandlesJob } from './queue/handles-job.decorator';
export { Jobs } from './queue/jobs.service';
export { QueueModule } from './queue/queue.module';
export { redisClient } from './queue/redis-client';
export { Hinter } from './transport/hinter.service';
export { redisTransport, TransportModule } from './transport/transport.module';
export { nameRequestSpan, startTracing, traced } from './tracing/tracing';

export const platformMigrations: MigrationClass[] = [IdempotencyKey1764000000000];

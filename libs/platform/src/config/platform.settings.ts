import { EnumSetting, IntSetting, StringSetting, UrlSetting } from './setting.decorators';

/** What every app needs before it can do anything. */
export class PlatformSettings {
  @UrlSetting('DATABASE_URL', {
    about: 'Postgres; unset: an embedded one is started',
    protocols: ['postgres', 'postgresql'],
    default: 'postgres://muster@127.0.0.1:5432/muster',
    secret: true,
  })
  databaseUrl: string;

  @IntSetting('DATABASE_POOL', {
    about: 'connections of each process to Postgres',
    default: 10,
    min: 2,
    max: 200,
  })
  databasePool: number;

  @UrlSetting('REDIS_URL', {
    about: 'Redis 6.2 or newer; unset: `redis-server` from PATH, else the embedded one',
    protocols: ['redis', 'rediss'],
    default: 'redis://127.0.0.1:6379',
    secret: true,
  })
  redisUrl: string;

  @StringSetting('REDIS_PREFIX', { about: 'first part of every Redis key', default: 'muster' })
  redisPrefix: string;

  @StringSetting('DATA_DIR', { about: 'folder for stored bytes and the embedded database', default: '.data' })
  dataDir: string;

  @EnumSetting('LOG_LEVEL', {
    about: 'least severe level that is logged',
    default: 'info',
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  })
  logLevel: string;

  @EnumSetting('NODE_ENV', {
    about: '`production` closes the anonymous workspace and open registration',
    default: 'development',
    values: ['development', 'production', 'test'],
  })
  environment: string;

  @UrlSetting('OTEL_EXPORTER_OTLP_ENDPOINT', {
    about: 'OpenTelemetry collector (OTLP over HTTP); unset: no traces',
    protocols: ['http', 'https'],
  })
  otlpEndpoint?: string;

  @IntSetting('HEALTH_PORT', {
    about: 'port on which an app without a surface serves `/health`, `/ready` and `/metrics`; 0: none',
    default: 0,
    min: 0,
    max: 65535,
  })
  healthPort: number;
}

import { IsPort } from 'class-validator';
import {
  EnumSetting,
  FlagSetting,
  IntSetting,
  ListSetting,
  StringSetting,
} from '../config/setting.decorators';

/** How the HTTP application listens, what it lets in and how much of it. */
export class HttpSettings {
  @IntSetting('PORT', { about: 'port of the HTTP application', default: 8_000, min: 0, max: 65_535 })
  port: number;

  @IsPort({ each: true })
  @ListSetting('EXTRA_PORTS', { about: 'further ports with the same application', default: [] })
  extraPorts: string[];

  @StringSetting('HOST', { about: 'address to listen on; unset: all of them' })
  host?: string;

  @StringSetting('TRUST_PROXY', {
    about: 'whose `X-Forwarded-For` counts: `off`, a number of hops, or addresses and networks',
    default: 'off',
  })
  trustProxy: string;

  @ListSetting('CORS_ORIGINS', {
    about: 'origins that browsers may call from; `*`: any, without cookies; `off`: none',
    default: ['*'],
  })
  corsOrigins: string[];

  @IntSetting('BODY_LIMIT_KB', {
    about: 'largest JSON body; where nobody has to say who they are, 100 at most',
    default: 10_240,
    min: 1,
    max: 102_400,
  })
  bodyLimitKb: number;

  @IntSetting('KEEP_ALIVE_SECONDS', {
    about: 'how long an idle connection is kept; more than the idle time of a proxy in front',
    default: 65,
    min: 1,
    max: 3_600,
  })
  keepAliveSeconds: number;

  @IntSetting('REQUEST_TIMEOUT_SECONDS', {
    about: 'time for a client to send a whole request, uploads included',
    default: 600,
    min: 1,
    max: 86_400,
  })
  requestTimeoutSeconds: number;

  @IntSetting('DRAIN_SECONDS', {
    about: 'on SIGTERM, time for requests in flight to finish',
    default: 30,
    min: 0,
    max: 600,
  })
  drainSeconds: number;

  @IntSetting('SLOW_REQUEST_MS', {
    about: 'requests that take longer are logged as warnings',
    default: 2_000,
    min: 1,
    max: 600_000,
  })
  slowRequestMs: number;

  @FlagSetting('RATE_LIMIT', { about: 'whether rate limits apply at all', default: true })
  rateLimit: boolean;

  @IntSetting('RATE_LIMIT_ADDRESS', {
    about: 'requests a minute from one address without a valid credential',
    default: 120,
    min: 1,
    max: 1_000_000,
  })
  rateLimitAddress: number;

  @IntSetting('RATE_LIMIT_USER', {
    about: 'requests a minute of one user, and of one API key that has no limit of its own',
    default: 300,
    min: 1,
    max: 1_000_000,
  })
  rateLimitUser: number;

  @IntSetting('RATE_LIMIT_LOGIN', {
    about: 'logins a minute from one address',
    default: 20,
    min: 1,
    max: 1_000_000,
  })
  rateLimitLogin: number;

  @IntSetting('RATE_LIMIT_REGISTER', {
    about: 'registrations a minute from one address',
    default: 10,
    min: 1,
    max: 1_000_000,
  })
  rateLimitRegister: number;

  @EnumSetting('HEALTH_DEFAULT', {
    about: 'what `GET /health` answers to a client that accepts anything',
    default: 'json',
    values: ['json', 'text'],
  })
  healthDefault: string;
}

import type { EmbeddedPostgres, PrivateRedis } from '@muster/local';

/** What the global set-up started and the global teardown stops; both run in Jest's own process. */
export const running: {
  postgres?: EmbeddedPostgres;
  redis?: PrivateRedis;
  /** Made on a server that was given, so to be dropped by name. */
  template?: { serverUrl: string; template: string };
} = {};

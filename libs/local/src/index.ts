export { EmbeddedPostgres } from './postgres/embedded-postgres';
export { PrivateRedis } from './redis/private-redis';
export { Installation, type StartOptions } from './start/installation';
export { TemporaryInstallation } from './start/temporary-installation';

export { EmbeddedPostgres } from './postgres/embedded-postgres';
export { PrivateRedis } from './redis/private-redis';

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule, TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Pool, types } from 'pg';
import { DataSource } from 'typeorm';
import { PlatformSettings } from '../config/platform.settings';
import { SnakeNamingStrategy } from './snake-naming.strategy';

// bigint counters and ids of this product stay far below 2^53; strings would leak into every comparison.
types.setTypeParser(types.builtins.INT8, Number);
types.setTypeParser(types.builtins.NUMERIC, Number);

export const connectionOptions = (url: string, poolSize: number) => ({
  type: 'postgres' as const,
  url,
  poolSize,
  synchronize: false,
  namingStrategy: new SnakeNamingStrategy(),
  uuidExtension: 'pgcrypto' as const,
  installExtensions: false,
  applicationName: 'muster',
  connectTimeoutMS: 10_000,
  extra: { keepAlive: true, statement_timeout: 60_000, idle_in_transaction_session_timeout: 60_000 },
});

/**
 * One pool per process. Services use repositories; the few hot paths inject `Pool` (the very same pool) and
 * send named statements, which Postgres plans once per connection.
 */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [PlatformSettings],
      useFactory: (settings: PlatformSettings): TypeOrmModuleOptions => ({
        ...connectionOptions(settings.databaseUrl, settings.databasePool),
        autoLoadEntities: true,
        retryAttempts: 3,
        retryDelay: 1_000,
        verboseRetryLog: false,
      }),
    }),
  ],
  providers: [
    {
      provide: Pool,
      inject: [DataSource],
      useFactory: (source: DataSource) => (source.driver as unknown as { master: Pool }).master,
    },
  ],
  exports: [Pool],
})
export class DatabaseModule {}

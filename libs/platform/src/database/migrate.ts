import { DataSource, MigrationInterface } from 'typeorm';
import { connectionOptions } from './database.module';

/** Serializes concurrent migrators (several replicas starting at once). Any constant will do. */
const MIGRATION_LOCK = 7_265_119;

export type MigrationClass = new () => MigrationInterface;

/** Applies what is missing, each migration in its own transaction; answers the names applied. */
export async function migrate(url: string, migrations: MigrationClass[]): Promise<string[]> {
  const source = new DataSource({
    ...connectionOptions(url, 2),
    migrations,
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return (await source.runMigrations()).map(({ name }) => name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}

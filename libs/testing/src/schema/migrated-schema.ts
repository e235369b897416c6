import { DataSource, type EntityManager, type MigrationInterface } from 'typeorm';
import { connectionOptions } from '@muster/platform';
import { testDatabase, type TestDatabase } from '../databases';

/** A migrated database beside the entities that are meant to describe it. */
export class MigratedSchema {
  private constructor(
    private readonly database: TestDatabase,
    private readonly source: DataSource,
  ) {}

  static async open(entities: (new () => object)[]): Promise<MigratedSchema> {
    const database = await testDatabase();
    const source = new DataSource({ ...connectionOptions(database.url, 2), entities });
    await source.initialize();
    return new MigratedSchema(database, source);
  }

  /** The statements that would make the database what the entities say. */
  async drift(): Promise<string[]> {
    const { upQueries } = await this.source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  }

  /** Takes a migration back and applies it again, lets the spec look, and leaves everything as it was. */
  async afterRoundTrip(
    migration: MigrationInterface,
    look: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    await migration.down(runner);
    await migration.up(runner);
    await look(runner.manager);
    await runner.rollbackTransaction();
    await runner.release();
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.database.close();
  }
}

import { DataSource } from 'typeorm';
import { connectionOptions } from '@muster/platform';
import { testDatabase, type TestDatabase } from '@muster/testing';
import { Mail } from './mail/mail.entity';
import { Delivery1764000400000 } from './migrations/1764000400000-delivery';

describe('delivery schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase();
    source = new DataSource({ ...connectionOptions(database.url, 2), entities: [Mail] });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await database.close();
  });

  it('is what the entities say', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('goes without a trace when its migration is taken back', async () => {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await new Delivery1764000400000().down(runner);
    await new Delivery1764000400000().up(runner);
    expect(await runner.manager.count(Mail)).toBe(0);
    await runner.rollbackTransaction();
    await runner.release();
  });
});

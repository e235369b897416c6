import { DataSource } from 'typeorm';
import { connectionOptions } from '@muster/platform';
import { testDatabase, type TestDatabase } from '@muster/testing';
import { User } from './accounts/user.entity';
import { InviteCode } from './invites/invite-code.entity';
import { Identity1764000100000 } from './migrations/1764000100000-identity';
import { Membership } from './organizations/membership.entity';
import { Organization } from './organizations/organization.entity';
import { LoginAttempt } from './passwords/login-attempt.entity';
import { SigningKey } from './tokens/signing-key.entity';

describe('identity schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase();
    source = new DataSource({
      ...connectionOptions(database.url, 2),
      uuidExtension: 'pgcrypto',
      entities: [User, Organization, Membership, InviteCode, LoginAttempt, SigningKey],
    });
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
    await new Identity1764000100000().down(runner);
    await new Identity1764000100000().up(runner);
    expect(await runner.manager.count(Organization)).toBe(2);
    await runner.rollbackTransaction();
    await runner.release();
  });
});

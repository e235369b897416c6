import Redis from 'ioredis';
import { Client } from 'pg';
import { testDatabase, testRedis } from './databases';

const tables = async (url: string): Promise<string[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  await client.end();
  return rows.map(({ name }) => name);
};

describe('testDatabase', () => {
  it('is migrated, apart from every other one, and gone when closed', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new Client({ connectionString: one.url });
    await client.connect();
    await client.query('CREATE TABLE only_here (id int)');
    await client.end();
    expect(await tables(one.url)).toEqual(expect.arrayContaining(['migrations', 'only_here']));
    expect(await tables(other.url)).not.toContain('only_here');
    await Promise.all([one.close(), other.close()]);
    await expect(tables(one.url)).rejects.toThrow(/does not exist/);
  });
});

describe('testRedis', () => {
  it('keeps its keys within a spec file', async () => {
    const client = new Redis((await testRedis()).url);
    await client.set('kept', 'yes');
    expect((await testRedis()).url).toBe((await testRedis()).url);
    expect(await client.get('kept')).toBe('yes');
    await client.quit();
  });
});

import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { testInstallation, type TestInstallation } from '../identity.spec-support';
import { openAccount } from './open-account';
import { User } from './user.entity';

let installation: TestInstallation;
let source: DataSource;

beforeAll(async () => {
  installation = await testInstallation();
  source = (await installation.start()).get(DataSource);
});

afterAll(() => installation.close());

const newName = (): string => `ada-${randomBytes(4).toString('hex')}`;

const at = (domain: string, local: string) => ({ name: 'Ada', email: `${local}@${domain}.example` });

const open = (account: { name: string; email: string }, names?: string[]): Promise<User> =>
  source.transaction((manager) => openAccount(manager, account, names));

describe('an account', () => {
  it('gets the next name where one is taken, also of several that are opened at once', async () => {
    const name = newName();
    const opened = await Promise.all(['a', 'b', 'c', 'd'].map((domain) => open(at(domain, name))));
    expect(opened.map(({ username }) => username).sort()).toEqual([name, `${name}2`, `${name}3`, `${name}4`]);
  });

  it('leaves the transaction usable whatever is taken', async () => {
    const [name, other] = [newName(), newName()];
    await open(at('a', name));
    const made = await source.transaction(async (manager) => {
      await expect(openAccount(manager, at('a', name))).rejects.toMatchObject({
        details: { reason: 'email_taken' },
      });
      await expect(openAccount(manager, at('b', other), [name])).rejects.toMatchObject({
        details: { reason: 'username_taken' },
      });
      return openAccount(manager, at('b', other), [name, other]);
    });
    expect(await source.manager.findOneByOrFail(User, { id: made.id })).toMatchObject({ username: other });
  });
});

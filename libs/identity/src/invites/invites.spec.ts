import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';

describe('InvitesService', () => {
  let installation: TestInstallation;
  let app: TestProcess;

  beforeAll(async () => {
    installation = await testInstallation();
    app = await installation.start({ REGISTRATION: 'invite' });
  });

  afterAll(() => installation.close());

  it('lists codes newest first, page by page, each once', async () => {
    for (const note of ['first', 'second', 'third']) await app.invites.create({ note });
    // Three of one moment: the order must still be one.
    await installation.sql('UPDATE invite_code SET created_at = now()');
    const pages = await Promise.all([0, 1, 2].map((offset) => app.invites.list({ limit: 1, offset })));
    expect(pages.map(({ total }) => total)).toEqual([3, 3, 3]);
    expect(pages.map(({ items }) => items[0]?.note).sort()).toEqual(['first', 'second', 'third']);
    const { note } = await app.invites.create({ note: 'newest' });
    const { items } = await app.invites.list({ limit: 10, offset: 0 });
    expect(items[0]?.note).toBe(note);
  });

  it('does not know a code that has expired', async () => {
    const { id, code } = await app.invites.create({ expiresAt: new Date(Date.now() + 3_600_000) });
    await expect(app.invites.check(code)).resolves.toBeUndefined();
    await installation.sql(`UPDATE invite_code SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      id,
    ]);
    await expect(app.invites.check(code)).rejects.toMatchObject({ details: { reason: 'invite_code' } });
    await expect(app.person({ inviteCode: code })).rejects.toMatchObject({
      details: { reason: 'invite_code' },
    });
  });

  it('never makes the same code twice', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => app.invites.create()));
    expect(new Set(made.map(({ code }) => code)).size).toBe(20);
    expect(made[0]?.code).toMatch(/^[\w-]{16}$/);
  });

  it.each([0, -1, 1.5])('refuses a code for %d uses', async (maxUses) => {
    await expect(app.invites.create({ maxUses })).rejects.toThrow('Invalid invite');
  });
});

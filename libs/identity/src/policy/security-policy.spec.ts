import { testInstallation, type TestInstallation } from '../identity.spec-support';
import { SECURITY_DEFAULTS, type SecurityConfig } from './security-config';
import { SecurityPolicy } from './security-policy.service';

describe('the security rules', () => {
  let installation: TestInstallation;

  beforeAll(async () => {
    installation = await testInstallation();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await installation.sql('DELETE FROM security_config');
  });

  afterAll(() => installation.close());

  const start = async (env?: Record<string, string>) => (await installation.start(env)).get(SecurityPolicy);

  it('are the defaults, with what the settings say', async () => {
    const policy = await start({ LOGIN_MAX_FAILURES: '3' });
    expect(await policy.current()).toEqual({
      ...SECURITY_DEFAULTS,
      lockout: { ...SECURITY_DEFAULTS.lockout, maxAttempts: 3 },
    });
  });

  it('take changes part by part, and keep only those', async () => {
    const policy = await start();
    await policy.update({ lockout: { maxAttempts: 7 }, mfa: { requiredRoles: ['admin'] } });
    const whole = await policy.update({ lockout: { durationMinutes: 60 } });
    expect(whole.lockout).toEqual({ maxAttempts: 7, windowMinutes: 15, durationMinutes: 60 });
    expect(whole.mfa).toMatchObject({ enabled: true, requiredRoles: ['admin'] });
    expect(await policy.current()).toEqual(whole);
    expect(await installation.sql('SELECT config FROM security_config')).toEqual([
      {
        config: {
          lockout: { maxAttempts: 7, durationMinutes: 60 },
          mfa: { requiredRoles: ['admin'], requiredSince: { admin: expect.any(String) } },
        },
      },
    ]);
  });

  it('remember since when a role is asked for a second factor, until it is not', async () => {
    const policy = await start();
    const since = async (mfa: Partial<SecurityConfig['mfa']>) =>
      (await policy.update({ mfa })).mfa.requiredSince;
    const first = await since({ requiredRoles: ['admin'] });
    expect(await since({ gracePeriodHours: 1 })).toEqual(first);
    const both = await since({ requiredRoles: ['admin', 'operator'] });
    expect(both.admin).toBe(first.admin);
    expect(Date.parse(both.operator ?? '')).toBeGreaterThan(Date.parse(first.admin ?? ''));
    expect(await since({ enabled: false })).toEqual({});
    const again = await since({ enabled: true });
    expect(Date.parse(again.admin ?? '')).toBeGreaterThan(Date.parse(both.operator ?? ''));
  });

  it('lose no change of several at once', async () => {
    const [one, other] = [await start(), await start()];
    await Promise.all([
      one.update({ lockout: { maxAttempts: 7 } }),
      other.update({ lockout: { windowMinutes: 3 } }),
      one.update({ session: { maxConcurrentSessions: 9 } }),
    ]);
    const { lockout, session } = await (await start()).current();
    expect([lockout.maxAttempts, lockout.windowMinutes, session.maxConcurrentSessions]).toEqual([7, 3, 9]);
  });

  it('are heard of in every process at once, though each remembers the old ones', async () => {
    const [one, other] = [await start(), await start()];
    await other.current();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await one.update({ lockout: { maxAttempts: 8 } });
    expect((await one.current()).lockout.maxAttempts).toBe(8);
    await eventuallyFrozen(async () => (await other.current()).lockout.maxAttempts === 8);
  });

  it('are asked for again after the database was away', async () => {
    const policy = await start();
    policy.forget();
    await installation.sql('ALTER TABLE security_config RENAME TO hidden');
    await expect(policy.current()).rejects.toThrow();
    await installation.sql('ALTER TABLE hidden RENAME TO security_config');
    expect(await policy.current()).toEqual(SECURITY_DEFAULTS);
  });
});

/** `eventually` looks at the clock, which stands still here. */
async function eventuallyFrozen(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came to that');
}

import {
  PASSWORD,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';
import { SignIn } from './sign-in.service';

const [HOME, STRANGE] = ['192.0.2.1', '198.51.100.7'];

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

const attempt = (login: string, password: string, ipAddress?: string): Promise<string> =>
  app
    .get(SignIn)
    .begin({ login, password }, 'platform', { ipAddress })
    .then(
      () => 'in',
      ({ details }: { details: { reason: string } }) => details.reason,
    );

async function fail(login: string, ipAddress: string, times = 5): Promise<void> {
  for (let time = 0; time < times; time += 1) await attempt(login, 'wrong', ipAddress);
}

describe('a name that strangers locked', () => {
  it('is open to its owner where they were let in before, and locked everywhere else', async () => {
    const { email } = (await app.person()).input;
    expect(await attempt(email, PASSWORD, HOME)).toBe('in');
    await fail(email, STRANGE);
    expect(await attempt(email, PASSWORD, STRANGE)).toBe('locked');
    expect(await attempt(email, PASSWORD, '203.0.113.9')).toBe('locked');
    expect(await attempt(email, PASSWORD)).toBe('locked');
    expect(await attempt(email, PASSWORD, HOME)).toBe('in');
    // Which forgives nobody else.
    expect(await attempt(email, PASSWORD, STRANGE)).toBe('locked');
  });

  it('takes five failures there, too, and no more', async () => {
    const { email } = (await app.person()).input;
    await attempt(email, PASSWORD, HOME);
    await fail(email, HOME, 4);
    expect(await attempt(email, 'wrong', HOME)).toBe('credentials');
    expect(await attempt(email, PASSWORD, HOME)).toBe('locked');
    expect(await attempt(email, PASSWORD, STRANGE)).toBe('in');
  });

  it('is not known by an address at which somebody else was let in', async () => {
    const [ada, bob] = [(await app.person()).input.email, (await app.person()).input.email];
    await attempt(bob, PASSWORD, HOME);
    await fail(ada, STRANGE);
    expect(await attempt(ada, PASSWORD, HOME)).toBe('locked');
  });
});

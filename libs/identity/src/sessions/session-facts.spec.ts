import { testInstallation, type TestInstallation, type TestProcess } from '../identity.spec-support';
import { SignIn } from '../sign-in/sign-in.service';
import { SessionFacts } from './session-facts.service';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

/** Somebody who signed in on the platform’s door, where sessions idle out. */
async function session(): Promise<{ token: string; id: string }> {
  const { input } = await app.person();
  const login = { login: input.email, password: input.password };
  const { token, sessionId } = (await app.get(SignIn).begin(login, 'platform', {})) as {
    token: string;
    sessionId: string;
  };
  return { token, id: sessionId };
}

const idleFor = (id: string, minutes: number) =>
  installation.sql('UPDATE user_session SET last_seen_at = now() - make_interval(mins => $2) WHERE id = $1', [
    id,
    minutes,
  ]);

const minutesIdle = async (id: string): Promise<number> => {
  const [row] = await installation.sql<{ idle: number }>(
    'SELECT round(extract(epoch FROM now() - last_seen_at) / 60)::int AS idle FROM user_session WHERE id = $1',
    [id],
  );
  return row?.idle ?? -1;
};

describe('a look at a session', () => {
  it('is no use of it, and keeps none that follows from being one', async () => {
    const { token, id } = await session();
    await idleFor(id, 20);
    await app.authenticator.authenticate(token, undefined, 'look');
    expect(await minutesIdle(id)).toBe(20);
    await app.authenticator.authenticate(token);
    expect(await minutesIdle(id)).toBe(0);
  });

  it('sees that it has been idle for too long, and that it was ended', async () => {
    const [idle, ended] = [await session(), await session()];
    const look = ({ token }: { token: string }) => app.authenticator.authenticate(token, undefined, 'look');
    await idleFor(idle.id, 32);
    await expect(look(idle)).rejects.toMatchObject({ details: { reason: 'revoked' } });
    await look(ended);
    await installation.sql('UPDATE user_session SET revoked_at = now() WHERE id = $1', [ended.id]);
    app.get(SessionFacts).forget(ended.id);
    await expect(look(ended)).rejects.toMatchObject({ details: { reason: 'revoked' } });
  });
});

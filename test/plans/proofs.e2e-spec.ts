import { bearer, PlanBench } from './plan-bench';

const STRONG = 'Correct-Horse-7-Battery';

describe('people of the plan surface', () => {
  let bench: PlanBench;

  beforeAll(async () => {
    bench = await PlanBench.open();
  });

  afterAll(() => bench.close());

  it('do not pass by a second factor where a password is set by PIN', async () => {
    const ada = await bench.person();
    await bench.installation.sql('UPDATE app_user SET mfa_enabled = true WHERE id = $1', [ada.id]);
    const pin = await bench.pin(ada.email);
    const fields = { email: ada.email, pin, password: STRONG };
    expect((await bench.stranger.post('/accounts/password', fields)).status).toBe(204);
    const { client } = bench.gateway;
    const steps = await client.post('/auth/login', { username: ada.email, password: STRONG });
    expect([steps.status, steps.body.message]).toEqual([401, 'MFA required']);
    const { body } = await client.post('/api/v1/auth/login', { email: ada.email, password: STRONG });
    expect([body.mfa_required, body.access_token]).toEqual([true, undefined]);
  });

  it('end the token that they sign in again with, and no other', async () => {
    const ada = await bench.person();
    const { body: other } = await bench.signIn(ada.email);
    const fields = { email: ada.email, pin: await bench.pin(ada.email) };
    const { body: next } = await ada.in().post('/accounts/sign_in', fields);
    const works = async (token: string) =>
      (await bench.stranger.as(bearer(token, ada.orgId)).get('/orgs')).status === 200;
    expect([await works(ada.token), await works(other.token), await works(next.token)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

import { Installation, Person, RunningGateway } from '../support/installation';
import { ProbeModule } from './probe';

const THINGS = '/probe/things';

describe('input', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({}, ProbeModule);
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  it('may have members that the route does not know, unless it says otherwise', async () => {
    const body = { name: 'x', color: 'red' };
    expect((await ada.client.post(THINGS, body)).status).toBe(201);
    const { status, body: refused } = await ada.client.post(`${THINGS}/strict`, body);
    expect([status, Object.keys(refused.validationErrors)]).toEqual([400, ['color']]);
  });

  it('may be limited more tightly by a route', async () => {
    const { status } = await ada.client.post(`${THINGS}/strict`, { name: 'x', color: 'r'.repeat(200) });
    expect(status).toBe(413);
  });

  it('may be large from somebody who is known, and not from strangers', async () => {
    const sent = async (characters: number) => {
      const run = { program: 'chain', input: { prompts: ['a'] }, beside: 'x'.repeat(characters) };
      return (await ada.client.post('/api/v1/runs', run)).status;
    };
    expect(await sent(9_000_000)).toBe(201);
    expect(await sent(11_000_000)).toBe(413);
    const login = { email: 'ada@example.com', password: 'x'.repeat(110_000) };
    expect((await gateway.client.post('/api/v1/auth/login', login)).status).toBe(413);
    expect((await gateway.client.post('/api/v1/auth/mfa/verify', { code: login.password })).status).toBe(413);
  });

  it('in queries is converted, checked and given its defaults', async () => {
    expect((await ada.client.get(THINGS)).body).toEqual({ limit: 50, deep: null });
    expect((await ada.client.get(THINGS, { query: { limit: 7, deep: 1, other: 'x' } })).body).toEqual({
      limit: 7,
      deep: true,
    });
    expect((await ada.client.get(THINGS, { query: { limit: 0 } })).status).toBe(400);
    expect((await ada.client.get(`${THINGS}?limit=1&limit=2`)).status).toBe(400);
  });

  it('may be missing as a body where nothing in it is required', async () => {
    expect((await ada.client.send('POST', THINGS)).status).toBe(400);
    expect((await ada.client.get(THINGS)).status).toBe(200);
  });
});

describe('answers', () => {
  it('that are not what the document says fail the test', async () => {
    const installation = await Installation.create();
    const { client } = await installation.startGateway({}, ProbeModule);
    await expect(client.get(`${THINGS}/wrong`)).rejects.toThrow('must NOT have additional properties');
    await installation.close();
  });
});

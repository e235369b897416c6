import { PasswordChanges } from '@muster/identity';
import { AppModule } from '../../apps/gateway/src/app.module';
import { Installation, PASSWORD, Person, RunningGateway } from '../support/installation';
import { ProbeModule } from './probe';

const THINGS = '/probe/things';
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('access', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway({}, ProbeModule);
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  it('knows who is asking by the bearer token', async () => {
    const { status, body } = await ada.client.get(`${THINGS}/${ID}`);
    expect([status, body.owner]).toEqual([200, ada.username]);
  });

  it.each([
    ['no credential', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a token nobody signed', { authorization: 'Bearer a.b.c' }],
  ])('answers 401 to %s and says how to authenticate', async (_, headers) => {
    const { status, headers: sent } = await gateway.client.get(`${THINGS}/${ID}`, { headers });
    expect([status, sent.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('answers 403 to a permission that the role does not have', async () => {
    expect((await ada.client.get(`${THINGS}/admins`)).status).toBe(403);
  });

  it('looks at the permission before the body, and at the body before anything is looked up', async () => {
    const garbage = { raw: '{', headers: { 'content-type': 'application/json' } };
    expect((await gateway.client.send('POST', THINGS, garbage)).status).toBe(401);
    expect((await ada.client.send('POST', THINGS, garbage)).status).toBe(400);
  });

  it('takes a token from the query on streams only', async () => {
    const query = { token: ada.token };
    expect((await gateway.client.get(`${THINGS}/${ID}`, { query })).status).toBe(401);
    const stream = await fetch(`${gateway.url}${THINGS}/stream?token=${ada.token}`);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect((await fetch(`${gateway.url}${THINGS}/stream?token=wrong`)).status).toBe(401);
  });

  it('lets the anonymous workspace in where the route allows it, never with a bad token', async () => {
    const open = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'on' }, ProbeModule);
    expect((await open.client.get(THINGS)).status).toBe(200);
    expect((await open.client.get(`${THINGS}/${ID}`)).status).toBe(401);
    expect((await open.client.as('a.b.c').get(THINGS)).status).toBe(401);
    const closed = await installation.startGateway({ ANONYMOUS_WORKSPACE: 'off' }, ProbeModule);
    expect((await closed.client.get(THINGS)).status).toBe(401);
  });

  it('answers 404 for an organization that the caller is not a member of', async () => {
    const headers = { 'x-organization-id': ID };
    expect((await ada.client.get(`${THINGS}/${ID}`, { headers })).status).toBe(404);
    const own = { 'x-organization-id': ada.actor.orgId };
    expect((await ada.client.get(`${THINGS}/${ID}`, { headers: own })).status).toBe(200);
  });

  it('hears at once that a password was changed in another gateway', async () => {
    const other = await installation.startGateway({}, ProbeModule);
    const { token, actor, client } = await gateway.person();
    const elsewhere = other.client.as(token);
    expect((await elsewhere.get(`${THINGS}/${ID}`)).status).toBe(200);
    const change = { currentPassword: PASSWORD, newPassword: 'another horse' };
    await gateway.app.get(PasswordChanges, { strict: false }).change(actor, change, 'basic');
    expect((await client.get(`${THINGS}/${ID}`)).status).toBe(401);
    const refused = async (): Promise<boolean> => (await elsewhere.get(`${THINGS}/${ID}`)).status === 401;
    while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('creates the first administrator once, however many gateways boot', async () => {
    await installation.startGateway({}, AppModule);
    const admins = await installation.sql(`SELECT 1 FROM app_user WHERE instance_admin`);
    expect(admins).toHaveLength(1);
  });
});

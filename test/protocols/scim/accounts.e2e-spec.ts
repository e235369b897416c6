import { PASSWORD } from '../../support/installation';
import { ask, made, newName, operations, outcome, scimBench, type Tenant, user, USERS } from './scim-bench';

const bench = scimBench();
let one: Tenant;
let other: Tenant;

beforeAll(async () => {
  [one, other] = [await bench.tenant(), await bench.tenant()];
});

interface Account {
  email: string;
  name: string;
  username: string;
  password_hash: string | null;
  verified_email: string | null;
}

const account = async (id: string): Promise<Account> =>
  (
    await bench.installation.sql<Account & Record<string, unknown>>('SELECT * FROM app_user WHERE id = $1', [
      id,
    ])
  )[0] as Account;

const member = (orgId: string, userId: string, role = 'viewer') =>
  bench.installation.sql('INSERT INTO membership (org_id, user_id, role) VALUES ($1, $2, $3)', [
    orgId,
    userId,
    role,
  ]);

const verify = (userId: string) =>
  bench.installation.sql('UPDATE app_user SET verified_email = email WHERE id = $1', [userId]);

const own = ({ admin }: Tenant, domain: string) =>
  bench.installation.sql('UPDATE organization SET email_domain = $2 WHERE id = $1', [admin.orgId, domain]);

describe('the account of a new user', () => {
  it('has the address and the name, and no password', async () => {
    const { id, userName } = await made(one.idp);
    expect(await account(id)).toMatchObject({
      email: userName,
      name: 'Ada Lovelace',
      username: userName.slice(0, userName.indexOf('@')),
      password_hash: null,
      verified_email: null,
    });
  });

  it('has the primary address, and one that leads nowhere where none is said', async () => {
    const [first, main] = [newName(), newName()];
    const emails = [{ value: first }, { value: main.toUpperCase(), primary: true }];
    const { body } = await one.idp.post(USERS, user('lovelace', { emails }));
    expect((await account(body.id)).email).toBe(main);
    const { body: bare } = await one.idp.post(USERS, { userName: 'byron' });
    expect((await account(bare.id)).email).toMatch(/@muster\.invalid$/);
    expect(bare.emails).toEqual([]);
  });

  it('follows the name and the address while it belongs to this organization alone', async () => {
    const { id } = await made(one.idp);
    const address = newName();
    const change = operations(
      { op: 'replace', path: 'displayName', value: 'Lady Lovelace' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: address },
    );
    expect((await one.idp.patch(`${USERS}/${id}`, change)).status).toBe(200);
    expect(await account(id)).toMatchObject({ name: 'Lady Lovelace', email: address });
  });

  it('is not touched where nothing changed, so that what people say of themselves stays', async () => {
    const { id, userName } = await made(one.idp);
    await bench.installation.sql(`UPDATE app_user SET name = 'Augusta' WHERE id = $1`, [id]);
    await one.idp.put(`${USERS}/${id}`, user(userName, { active: true }));
    expect((await account(id)).name).toBe('Augusta');
  });

  it('cannot take an address that another account has', async () => {
    const { email } = await bench.gateway.person();
    const { id } = await made(one.idp);
    const change = operations({ op: 'replace', path: 'emails[type eq "work"].value', value: email });
    expect(outcome(await one.idp.patch(`${USERS}/${id}`, change))).toEqual([409, 'uniqueness']);
    expect((await one.idp.get(`${USERS}/${id}`)).body.emails[0].value).not.toBe(email);
  });
});

describe('the account of somebody who is in another organization too', () => {
  it('keeps its name and address; what is said stands in this organization only', async () => {
    const person = await bench.gateway.person();
    await member(one.admin.orgId, person.actor.userId);
    const address = newName();
    const sent = user(address, { displayName: 'Renamed', externalId: 'x1' });
    const { status, body } = await one.idp.put(`${USERS}/${person.actor.userId}`, sent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ userName: address, displayName: 'Renamed', externalId: 'x1' });
    expect(await account(person.actor.userId)).toMatchObject({ email: person.email, name: 'Ada Lovelace' });
    await member(other.admin.orgId, person.actor.userId);
    const { body: elsewhere } = await other.idp.get(`${USERS}/${person.actor.userId}`);
    expect(elsewhere).toMatchObject({ userName: person.email, displayName: 'Ada Lovelace' });
    expect(elsewhere.externalId).toBeUndefined();
  });

  it.each([
    ['an owner', `UPDATE membership SET role = 'admin', owner = true WHERE user_id = $1`],
    ['an administrator of the installation', 'UPDATE app_user SET instance_admin = true WHERE id = $1'],
  ])('is not that of %s either', async (_, promote) => {
    const { id, userName } = await made(one.idp);
    await bench.installation.sql(promote, [id]);
    await one.idp.put(`${USERS}/${id}`, user(newName(), { displayName: 'Mallory' }));
    expect(await account(id)).toMatchObject({ email: userName, name: 'Ada Lovelace' });
  });
});

describe('somebody who has an account', () => {
  it('is not taken in by their address alone, and nothing is told', async () => {
    const { email, actor } = await bench.gateway.person();
    const refused = await one.idp.post(USERS, user(email));
    expect(outcome(refused)).toEqual([409, 'uniqueness']);
    const taken = await made(one.idp);
    const { body } = await one.idp.post(USERS, user(taken.userName));
    expect(refused.body).toEqual(body);
    expect(JSON.stringify(refused.body)).not.toContain(actor.userId);
    expect((await ask(one.idp, USERS, `userName eq "${email}"`)).body.totalResults).toBe(0);
  });

  it('is found and taken over where they are a member already, and keeps their role', async () => {
    const { email, actor } = await bench.gateway.person();
    await member(one.admin.orgId, actor.userId, 'viewer');
    const { body: found } = await ask(one.idp, USERS, `userName eq "${email.toUpperCase()}"`);
    expect(found.Resources).toMatchObject([
      { id: actor.userId, userName: email, emails: [{ value: email, primary: true }] },
    ]);
    const { status, body } = await one.idp.post(USERS, user(email, { externalId: 'x2' }));
    expect([status, body.id, body.roles]).toEqual([201, actor.userId, [{ value: 'viewer' }]]);
    expect(outcome(await one.idp.post(USERS, user(email)))).toEqual([409, 'uniqueness']);
  });

  it('is taken in by the organization that owns their domain, once the address was shown to be theirs', async () => {
    const tenant = await bench.tenant();
    await own(tenant, 'engines.example');
    const email = newName().replace('example.com', 'engines.example');
    const person = await bench.gateway.person({ email });
    expect(outcome(await tenant.idp.post(USERS, user(email)))).toEqual([409, 'uniqueness']);
    await verify(person.actor.userId);
    expect(outcome(await one.idp.post(USERS, user(email)))).toEqual([409, 'uniqueness']);
    const { status, body } = await tenant.idp.post(USERS, user(email, { displayName: 'Ours' }));
    expect([status, body.id]).toEqual([201, person.actor.userId]);
    expect((await account(person.actor.userId)).name).toBe('Ada Lovelace');
    const signedIn = { username: person.username, password: PASSWORD };
    expect((await bench.gateway.client.post('/auth/login', signedIn)).status).toBe(200);
  });

  it('comes back to the organization that made the account, and to no other', async () => {
    const { id, userName } = await made(one.idp);
    expect((await one.idp.delete(`${USERS}/${id}`)).status).toBe(204);
    expect((await one.idp.get(`${USERS}/${id}`)).status).toBe(404);
    expect(outcome(await other.idp.post(USERS, user(userName)))).toEqual([409, 'uniqueness']);
    const { status, body } = await one.idp.post(USERS, user(userName));
    expect([status, body.id]).toEqual([201, id]);
  });
});

describe('the users of another organization', () => {
  it('are not there, whatever is asked', async () => {
    const { id, userName } = await made(one.idp, { externalId: 'only-ours' });
    const questions = [
      `userName eq "${userName}"`,
      `id eq "${id}"`,
      'externalId eq "only-ours"',
      `emails.value eq "${userName}"`,
      `emails[value eq "${userName}"]`,
      `not (userName eq "nobody") and emails.value co "${userName}"`,
    ];
    for (const question of questions) {
      const [ours, theirs] = [await ask(one.idp, USERS, question), await ask(other.idp, USERS, question)];
      expect([question, ours.body.totalResults, theirs.body.totalResults]).toEqual([question, 1, 0]);
    }
    const header = { 'x-organization-id': one.admin.orgId };
    expect((await other.idp.with(header).get(`${USERS}/${id}`)).status).toBe(404);
  });
});

describe('an open invitation', () => {
  it('does not let somebody in again whose membership was ended', async () => {
    const { id, userName } = await made(one.idp);
    await verify(id);
    await bench.installation.sql(
      `INSERT INTO organization_invite (org_id, email, name, role, inviter_id) VALUES ($1, $2, 'x', 'member', $3)`,
      [one.admin.orgId, userName, one.admin.userId],
    );
    await one.idp.delete(`${USERS}/${id}`);
    const invites = 'SELECT FROM organization_invite WHERE email = $1';
    expect(await bench.installation.sql(invites, [userName])).toEqual([]);
  });
});

import type { Issuer, IssuerPerson } from '@muster/testing';
import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { AUTH, member, type Member, signIn, STRONG } from '../../support/members';
import { enter, issuerFor, journey, provide, PROVIDERS, stranger } from './journeys';

const GROUP_ROLES = '/api/v1/security/group-roles';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;
let admin: ApiClient;
let issuer: Issuer;

beforeAll(async () => {
  installation = await Installation.create({ OUTBOUND_ALLOW: '127.0.0.1' });
  gateway = await installation.startGateway();
  client = gateway.client;
  admin = await administrator(gateway);
  const slugs = ['corp', 'groups', 'mapped', 'invited', 'upn', 'other'];
  issuer = await issuerFor(gateway.url, ...slugs);
  await provider(admin, { slug: 'corp', mail_domains: ['corp.example'], default_role: 'viewer' });
  const groups = { scopes: ['email', 'profile', 'groups'], groups_claim: 'groups' };
  await provider(admin, { slug: 'groups', ...groups, default_role: 'viewer' });
  await provider(admin, { slug: 'mapped', ...groups });
  await provider(admin, { slug: 'invited', mail_domains: ['corp.example'] });
  await provider(admin, {
    slug: 'upn',
    email_claim: 'upn',
    mail_domains: ['corp.example'],
    default_role: 'viewer',
  });
  const mappings = [
    { group_name: 'Engineering', role: 'operator' },
    { group_name: 'Chiefs', role: 'admin' },
    { group_name: 'Everyone', role: 'viewer' },
  ];
  await admin.put(GROUP_ROLES, { mappings });
});

afterAll(async () => {
  await issuer.close();
  await installation.close();
});

const provider = (as: ApiClient, more: { slug: string } & Record<string, unknown>) =>
  provide(as, issuer, more);

const roleBy = async (slug: string, person: IssuerPerson): Promise<string> =>
  (await enter(client, issuer, slug, person)).user.role;

const refused = async (slug: string, person: IssuerPerson): Promise<[number, string, string]> => {
  const { status, body } = await journey(client, issuer, slug, person);
  return [status, body?.details?.reason, body?.message];
};

const NOT_ADMITTED = [403, 'sso_not_admitted'];

/** Somebody with a password, with an address of the issuer's domain. */
async function colleague(): Promise<Member & { person: IssuerPerson & { email: string } }> {
  const person = stranger();
  const account = { email: person.email, password: STRONG, full_name: 'Ada Lovelace' };
  const { body: user } = await client.post(`${AUTH}/register`, account);
  const { body: tokens } = await signIn(client, account);
  return { account, user, tokens, client: client.as(tokens.access_token), person };
}

/** An organization of somebody's own. */
async function found(ada: Member): Promise<ApiClient> {
  const { body } = await ada.client.post('/orgs', { name: 'Ada' });
  return ada.client.with({ 'x-organization-id': body.id });
}

describe('the groups that a provider tells of', () => {
  it('give the strongest role that they stand for, anew at each sign-in', async () => {
    const grace = stranger();
    expect(await roleBy('groups', { ...grace, groups: ['Everyone', 'engineering'] })).toBe('operator');
    expect(await roleBy('groups', { ...grace, groups: ['Chiefs', 'Everyone'] })).toBe('admin');
    expect(await roleBy('groups', { ...grace, groups: ['Everyone'] })).toBe('viewer');
    expect(await roleBy('groups', { ...grace, groups: ['Engineering', 'Bowling'] })).toBe('operator');
    expect(await roleBy('groups', { ...grace, groups: ['Bowling'] })).toBe('viewer');
    expect(await roleBy('groups', grace)).toBe('viewer');
  });

  it('count at once for tokens that are there already', async () => {
    const grace = stranger();
    const { access_token } = await enter(client, issuer, 'groups', { ...grace, groups: ['Chiefs'] });
    const as = client.as(access_token);
    expect((await as.get('/api/v1/admin/users')).status).toBe(200);
    await enter(client, issuer, 'groups', { ...grace, groups: ['Everyone'] });
    expect((await as.get('/api/v1/admin/users')).status).toBe(403);
  });

  it('let nobody in who is in none of them, where there is no role for the others', async () => {
    const grace = stranger();
    expect((await refused('mapped', { ...grace, groups: ['Bowling'] })).slice(0, 2)).toEqual(NOT_ADMITTED);
    const rows = await installation.sql('SELECT FROM app_user WHERE email = $1', [grace.email]);
    expect(rows).toHaveLength(0);
    expect(await roleBy('mapped', { ...grace, groups: ['Engineering'] })).toBe('operator');
    expect((await refused('mapped', grace)).slice(0, 2)).toEqual(NOT_ADMITTED);
  });

  it('take nothing from an owner, whoever else is administrator', async () => {
    const ada = await colleague();
    const own = await found(ada);
    await installation.sql(
      `INSERT INTO membership (user_id, org_id, role)
       SELECT $1, org_id, 'admin' FROM membership WHERE user_id = $2 AND owner`,
      [(await colleague()).user.id, ada.user.id],
    );
    const more = { scopes: ['email', 'groups'], groups_claim: 'groups', mail_domains: ['corp.example'] };
    const { id } = await provider(own, { slug: 'other', ...more, default_role: 'viewer' });
    expect(await roleBy('other', ada.person)).toBe('admin');
    const owners = await installation.sql('SELECT FROM membership WHERE user_id = $1 AND owner', [
      ada.user.id,
    ]);
    expect(owners).toHaveLength(1);
    const grace = stranger();
    expect(await roleBy('other', grace)).toBe('viewer');
    await own.delete(`${PROVIDERS}/${id}`);
  });

  it('change nothing where the provider has no say in them', async () => {
    const ada = await colleague();
    expect(ada.user.role).toBe('operator');
    expect(await roleBy('corp', { ...ada.person, groups: ['Chiefs'] })).toBe('operator');
    expect(await roleBy('invited', { ...ada.person, groups: ['Chiefs'] })).toBe('operator');
    expect((await refused('invited', stranger())).slice(0, 2)).toEqual(NOT_ADMITTED);
  });
});

describe('an account that there is', () => {
  it('is recognised by an address that the provider may speak for and says is theirs', async () => {
    const ada = await colleague();
    const { user } = await enter(client, issuer, 'corp', {
      ...ada.person,
      email: ada.person.email.toUpperCase(),
    });
    expect(user).toMatchObject({ id: ada.user.id, full_name: 'Ada Lovelace' });
    expect((await signIn(client, ada.account)).status).toBe(200);
    const moved = await enter(client, issuer, 'corp', { ...ada.person, email: 'else@corp.example' });
    expect(moved.user.id).toBe(ada.user.id);
  });

  it.each([
    ['does not say whether the address is theirs', 'corp', { email_verified: undefined }],
    ['says that the address is not theirs', 'corp', { email_verified: false }],
    ['may speak for no address', 'groups', {}],
    ['has the address from a claim that nobody speaks for', 'upn', { upn: 'the address' }],
  ])('is not taken over where the provider %s', async (_, slug, said) => {
    const ada = await colleague();
    const upn = 'upn' in said ? { upn: ada.person.email, email: 'else@corp.example' } : {};
    const answer = await refused(slug, { ...ada.person, ...said, ...upn });
    expect(answer.slice(0, 2)).toEqual(NOT_ADMITTED);
    expect(answer[2]).toMatch(/^There is an account with this address already/);
    const links = await installation.sql('SELECT FROM external_identity WHERE user_id = $1', [ada.user.id]);
    expect(links).toHaveLength(0);
  });

  it('is not taken over by another domain’s provider, nor made a member by it', async () => {
    const ada = await member(client);
    const person = stranger({ email: ada.account.email });
    expect((await refused('corp', person)).slice(0, 2)).toEqual(NOT_ADMITTED);
    const outsider = await colleague();
    await found(outsider);
    await installation.sql(
      `DELETE FROM membership WHERE user_id = $1 AND org_id = (SELECT id FROM organization WHERE kind = 'default')`,
      [outsider.user.id],
    );
    const answer = await refused('corp', outsider.person);
    expect(answer.slice(0, 2)).toEqual(NOT_ADMITTED);
    expect(answer[2]).toMatch(/no member of the organization/);
  });

  it('of a program is nobody’s to recognise', async () => {
    const { body: made } = await admin.post('/api/v1/security/clients', { name: 'nightly' });
    await installation.sql(`UPDATE app_user SET email = 'nightly@corp.example' WHERE id = $1`, [
      made.user_id,
    ]);
    const person = stranger({ email: 'nightly@corp.example' });
    expect((await refused('corp', person)).slice(0, 2)).toEqual(NOT_ADMITTED);
  });

  it('that is switched off or suspended stays out', async () => {
    for (const sql of [
      'UPDATE app_user SET active = false WHERE id = $1',
      'UPDATE membership SET suspended_at = now() WHERE user_id = $1',
    ]) {
      const ada = await colleague();
      await installation.sql(sql, [ada.user.id]);
      expect((await refused('corp', ada.person)).slice(0, 2)).toEqual([403, 'disabled']);
    }
  });

  it('whose owner was removed comes back by invitation only', async () => {
    const grace = stranger();
    const { user } = await enter(client, issuer, 'corp', grace);
    expect((await admin.delete(`/orgs/users/${user.id}`)).status).toBe(204);
    expect((await refused('corp', grace))[2]).toMatch(/has to be invited/);
  });
});

describe('people who are new', () => {
  it('need an address, of a domain that is let in', async () => {
    const [status, reason, message] = await refused('corp', stranger({ email: undefined }));
    expect([status, reason]).toEqual(NOT_ADMITTED);
    expect(message).toContain('claim email');
    expect((await refused('corp', stranger({ email: 'grace@elsewhere.example' })))[2]).toMatch(/domain/);
    expect((await refused('corp', stranger({ email: 'grace@corp.example.evil.example' })))[0]).toBe(403);
    const upn = stranger({ email: undefined, upn: 'upn@corp.example' });
    expect((await enter(client, issuer, 'upn', upn)).user.email).toBe('upn@corp.example');
  });

  it('are called by what there is, whatever the provider calls them', async () => {
    const nameless = await enter(
      client,
      issuer,
      'corp',
      stranger({ name: undefined, email: 'j.doe@corp.example' }),
    );
    expect(nameless.user.full_name).toBe('j.doe');
    const odd = await enter(client, issuer, 'corp', stranger({ name: ` Gr\u0000ace\n${'x'.repeat(400)}` }));
    expect(odd.user.full_name).toMatch(/^Gr ace x{200,}$/);
    expect(odd.user.full_name.length).toBeLessThanOrEqual(255);
  });

  it('come in together without one account too many', async () => {
    const grace = stranger();
    await issuer.seat(grace);
    const backs = await Promise.all([1, 2, 3].map(() => journey(client, issuer, 'corp', grace)));
    expect(backs.map(({ status }) => status)).toEqual([302, 302, 302]);
    const rows = await installation.sql('SELECT FROM app_user WHERE email = $1', [grace.email]);
    expect(rows).toHaveLength(1);
  });
});

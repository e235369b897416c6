import { ask, GROUPS, operations, scimBench, type Tenant, USERS } from './scim-bench';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const NOBODY = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const bench = scimBench();
let one: Tenant;

beforeEach(async () => {
  one = await bench.tenant();
});

/** What the provider sees of a user or a group afterwards. */
const shown = async (path: string) => (await one.idp.get(path)).body;

describe('a provider that asks, makes, replaces whole and switches by a value without path', () => {
  it('keeps a user in step', async () => {
    expect((await one.idp.get(USERS, { query: { count: 1, startIndex: 1 } })).body.totalResults).toBe(1);
    const userName = 'isaac.brock@example.com';
    const paging = { startIndex: 1, count: 100 };
    expect((await ask(one.idp, USERS, `userName eq "${userName}"`, paging)).body.Resources).toEqual([]);
    const sent = {
      schemas: [`${CORE}:User`],
      userName,
      name: { givenName: 'Isaac', familyName: 'Brock' },
      emails: [{ primary: true, value: userName, type: 'work' }],
      displayName: 'Isaac Brock',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    };
    const { status, body: made } = await one.idp.post(USERS, sent);
    expect(status).toBe(201);
    expect(JSON.stringify(made)).not.toContain('1mz050nq');
    const path = `${USERS}/${made.id}`;
    const { body: found } = await ask(one.idp, USERS, `userName eq "${userName}"`, paging);
    expect(found.Resources).toEqual([made]);
    const changed = { ...made, name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' } };
    expect((await one.idp.put(path, changed)).body).toMatchObject({ id: made.id, name: changed.name });
    const off = operations({ op: 'replace', value: { active: false } });
    expect((await one.idp.patch(path, off)).body.active).toBe(false);
    expect((await one.idp.put(path, { ...changed, active: true })).body.active).toBe(true);
    expect((await one.idp.post(USERS, sent)).status).toBe(409);
  });

  it('pushes a group with its people', async () => {
    const people: string[] = [];
    for (const userName of ['a@example.com', 'b@example.com', 'c@example.com'])
      people.push((await one.idp.post(USERS, { userName: `${NOBODY.slice(0, 6)}${userName}` })).body.id);
    const [a, b, c] = people;
    expect((await one.idp.get(GROUPS, { query: { startIndex: 1, count: 100 } })).body.totalResults).toBe(0);
    const sent = {
      schemas: [`${CORE}:Group`],
      displayName: 'Engineering',
      members: [{ value: a, display: 'a' }],
    };
    const { body: made } = await one.idp.post(GROUPS, sent);
    const path = `${GROUPS}/${made.id}`;
    const ids = async () => (await shown(path)).members.map(({ value }: { value: string }) => value).sort();
    await one.idp.patch(path, operations({ op: 'replace', value: { id: made.id, displayName: 'Engines' } }));
    expect((await shown(path)).displayName).toBe('Engines');
    await one.idp.patch(
      path,
      operations(
        { op: 'remove', path: `members[value eq "${a}"]` },
        { op: 'add', path: 'members', value: [{ value: b, display: 'b' }] },
      ),
    );
    expect(await ids()).toEqual([b]);
    const everybody = [a, b, c].map((value) => ({ value, display: 'x' }));
    await one.idp.patch(path, operations({ op: 'replace', path: 'members', value: everybody }));
    expect(await ids()).toEqual([...people].sort());
    expect((await one.idp.delete(path)).status).toBe(204);
  });
});

describe('a provider that writes operations in capitals, flags as texts and paths as names', () => {
  const sent = {
    schemas: [`${CORE}:User`, ENTERPRISE],
    externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
    userName: 'test_user_ab6490ee@example.com',
    active: true,
    emails: [{ primary: true, type: 'work', value: 'test_user_fd0ea19b@example.com' }],
    meta: { resourceType: 'User' },
    name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
    roles: [],
    [ENTERPRISE]: { department: 'Engines' },
  };

  it('keeps a user in step', async () => {
    expect((await ask(one.idp, USERS, `userName eq "${NOBODY}"`)).body).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    const { status, body: made } = await one.idp.post(USERS, sent);
    expect(status).toBe(201);
    const path = `${USERS}/${made.id}`;
    const byExternalId = await ask(one.idp, USERS, `externalId eq "${sent.externalId}"`);
    expect(byExternalId.body.Resources[0].id).toBe(made.id);
    const { body: changed } = await one.idp.patch(
      path,
      operations(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated@example.com' },
        { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
        { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Tools' },
      ),
    );
    expect(changed.emails).toEqual([{ primary: true, type: 'work', value: 'updated@example.com' }]);
    expect(changed.name.familyName).toBe('updatedFamilyName');
    const { body: named } = await one.idp.patch(
      path,
      operations({
        op: 'Add',
        value: {
          displayName: 'Test User',
          'name.givenName': 'Test',
          'emails[type eq "other"].value': 'other@example.com',
          active: 'True',
          [`${ENTERPRISE}:employeeNumber`]: '7',
        },
      }),
    );
    expect(named).toMatchObject({ displayName: 'Test User', name: { givenName: 'Test' }, active: true });
    expect(named.emails).toHaveLength(2);
    const off = operations({ op: 'Replace', path: 'active', value: 'False' });
    expect((await one.idp.patch(path, off)).body.active).toBe(false);
    expect((await shown(path)).active).toBe(false);
    const renamed = operations({ op: 'Replace', path: 'userName', value: 'renamed@example.com' });
    expect((await one.idp.patch(path, renamed)).body.userName).toBe('renamed@example.com');
    expect((await one.idp.delete(path)).status).toBe(204);
    expect((await one.idp.get(path)).body).toMatchObject({ status: '404' });
  });

  it('keeps a group in step, without reading who is in it', async () => {
    const { body: user } = await one.idp.post(USERS, { ...sent, userName: 'g1@example.com', emails: [] });
    const without = { excludedAttributes: 'members' };
    const { body: none } = await ask(one.idp, GROUPS, 'displayName eq "Staff"', without);
    expect(none.totalResults).toBe(0);
    const { status, body: made } = await one.idp.post(GROUPS, {
      schemas: [`${CORE}:Group`, 'http://schemas.example/2006/11/Group'],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'Staff',
      meta: { resourceType: 'Group' },
    });
    expect(status).toBe(201);
    const path = `${GROUPS}/${made.id}`;
    const replace = { op: 'Replace', path: 'displayName', value: 'Everybody' };
    expect((await one.idp.patch(path, operations(replace))).status).toBe(204);
    const member = [{ $ref: null, value: user.id }];
    expect(
      (await one.idp.patch(path, operations({ op: 'Add', path: 'members', value: member }))).status,
    ).toBe(204);
    expect((await one.idp.get(path, { query: without })).body.members).toBeUndefined();
    const question = `id eq "${made.id}" and members eq "${user.id}"`;
    const { body: found } = await ask(one.idp, GROUPS, question, { attributes: 'id' });
    expect(found.Resources).toEqual([{ schemas: [`${CORE}:Group`], id: made.id }]);
    expect(
      (await one.idp.patch(path, operations({ op: 'Remove', path: 'members', value: member }))).status,
    ).toBe(204);
    expect((await ask(one.idp, GROUPS, question)).body.totalResults).toBe(0);
    expect((await one.idp.delete(path)).status).toBe(204);
  });
});

describe('the examples of RFC 7644', () => {
  it('§3.3 and §3.5.1: made with little, replaced with more', async () => {
    const { body: made } = await one.idp.post(USERS, {
      schemas: [`${CORE}:User`],
      userName: 'bjensen',
      externalId: 'bjensen',
      name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
    });
    expect(made).toMatchObject({ userName: 'bjensen', meta: { resourceType: 'User' } });
    const replaced = await one.idp.put(`${USERS}/${made.id}`, {
      schemas: [`${CORE}:User`],
      id: made.id,
      userName: 'bjensen',
      externalId: 'bjensen',
      name: {
        formatted: 'Ms. Barbara J Jensen III',
        familyName: 'Jensen',
        givenName: 'Barbara',
        middleName: 'Jane',
      },
      roles: [],
      emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.example' }],
    });
    expect(replaced.body.name.middleName).toBe('Jane');
    expect(replaced.body.emails).toEqual([
      { value: 'bjensen@example.com' },
      { value: 'babs@jensen.example' },
    ]);
  });

  it('§3.5.2: adds without a path, removes one of several, replaces all', async () => {
    const { body: made } = await one.idp.post(USERS, { userName: 'babs' });
    const path = `${USERS}/${made.id}`;
    const change = async (...ops: object[]) => (await one.idp.patch(path, operations(...ops))).body;
    const added = await change({
      op: 'add',
      value: { emails: [{ value: 'babs@jensen.example', type: 'home' }], displayName: 'Babs' },
    });
    expect(added).toMatchObject({
      displayName: 'Babs',
      emails: [{ value: 'babs@jensen.example', type: 'home' }],
    });
    const gone = await change({
      op: 'remove',
      path: 'emails[type eq "home" and value ew "jensen.example"]',
    });
    expect(gone.emails).toEqual([]);
    const emails = [{ value: 'barbara@example.com', type: 'work', primary: true }];
    expect((await change({ op: 'replace', value: { emails, displayName: 'Barbara' } })).emails).toEqual(
      emails,
    );
  });
});

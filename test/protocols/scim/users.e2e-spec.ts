import { made, newName, operations, outcome, scimBench, type Tenant, user, USERS } from './scim-bench';

const bench = scimBench();
let one: Tenant;
let other: Tenant;

beforeAll(async () => {
  [one, other] = [await bench.tenant(), await bench.tenant()];
});

describe('a provisioned user', () => {
  it('comes back as it was sent', async () => {
    const name = { givenName: 'Ada', familyName: 'Lovelace', middleName: 'K', honorificPrefix: 'Lady' };
    const sent = user(newName(), { externalId: '00u1', name });
    const { status, body, headers } = await one.idp.post(USERS, sent);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(headers.get('location')).toBe(body.meta.location);
    expect(body).toMatchObject({ ...sent, roles: [{ value: 'operator' }], groups: [] });
    expect((await one.idp.get(new URL(body.meta.location as string).pathname)).body).toEqual(body);
  });

  it('needs a userName, and no more than that', async () => {
    expect((await one.idp.post(USERS, { userName: 'just-a-name' })).status).toBe(201);
    expect(outcome(await one.idp.post(USERS, { emails: [{ value: newName() }] }))).toEqual([
      400,
      'invalidValue',
    ]);
  });

  it('is read whatever the case of names, and without what is not kept', async () => {
    const { status, body } = await one.idp.post(USERS, {
      USERNAME: newName(),
      displayname: 'Ada',
      active: 'True',
      title: 'Countess',
      password: 'secret',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines' },
      whatever: [1],
    });
    expect([status, body.displayName, body.active, body.title, body.password]).toEqual([
      201,
      'Ada',
      true,
      undefined,
      undefined,
    ]);
  });

  it('is taken as plain JSON too, and as nothing else', async () => {
    const json = one.idp.with({ 'content-type': 'application/json' });
    expect((await json.post(USERS, user())).status).toBe(201);
    const xml = { headers: { 'content-type': 'application/xml' }, raw: '<user/>' };
    expect((await one.idp.send('POST', USERS, xml)).status).toBe(415);
  });

  it.each([
    ['{"userName":', 'invalidSyntax'],
    ['[]', 'invalidSyntax'],
    ['"ada"', 'invalidSyntax'],
    ['{"userName":"a\\u0000b"}', 'invalidValue'],
    ['{"userName":7}', 'invalidValue'],
    ['{"userName":"x","emails":[{"value":"nobody"}]}', 'invalidValue'],
    ['{"userName":"x","emails":[{"type":"work"}]}', 'invalidValue'],
    ['{"userName":"x","active":"perhaps"}', 'invalidValue'],
    ['{"userName":"x","name":"Ada"}', 'invalidValue'],
    [`{"userName":"${'x'.repeat(256)}"}`, 'invalidValue'],
  ])('is refused with a reason: %s', async (raw, type) => {
    const { status, body } = await one.idp.send('POST', USERS, { raw });
    expect([status, body.scimType]).toEqual([400, type]);
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      detail: expect.any(String),
    });
  });

  it('is replaced by what is sent, and stays as active as it was where that is not said', async () => {
    const { id } = await made(one.idp, { externalId: '1', active: false });
    const { body } = await one.idp.put(`${USERS}/${id}`, { userName: newName(), displayName: 'A. L.' });
    expect([body.displayName, body.externalId, body.name, body.emails, body.active]).toEqual([
      'A. L.',
      undefined,
      undefined,
      [],
      false,
    ]);
  });

  it('is changed by all operations or none', async () => {
    const { id, displayName } = await made(one.idp);
    const change = operations(
      { op: 'replace', path: 'displayName', value: 'Somebody else' },
      { op: 'replace', path: 'active', value: 'perhaps' },
    );
    expect(outcome(await one.idp.patch(`${USERS}/${id}`, change))).toEqual([400, 'invalidValue']);
    expect((await one.idp.get(`${USERS}/${id}`)).body.displayName).toBe(displayName);
  });

  it('is shown in part where only a part is asked for', async () => {
    const { id } = await made(one.idp);
    const shown = async (query: Record<string, string>) =>
      (await one.idp.get(`${USERS}/${id}`, { query })).body;
    expect(await shown({ attributes: 'USERNAME,name.familyName, emails.value' })).toEqual({
      schemas: expect.any(Array),
      id,
      userName: expect.any(String),
      name: { familyName: 'Lovelace' },
      emails: [{ value: expect.any(String) }],
    });
    const without = await shown({ excludedAttributes: 'groups,meta,id,name.givenName' });
    expect(Object.keys(without).sort()).toEqual(
      ['schemas', 'id', 'userName', 'name', 'displayName', 'active', 'emails', 'roles'].sort(),
    );
    expect(without.name).toEqual({ familyName: 'Lovelace' });
  });

  it.each(['nobody', '3fa85f64-5717-4562-b3fc-2c963f66afa6'])(
    'that there is not is not found: %s',
    async (id) => {
      const { status, body } = await one.idp.get(`${USERS}/${id}`);
      expect([status, body.status]).toEqual([404, '404']);
      expect((await one.idp.put(`${USERS}/${id}`, user())).status).toBe(404);
      expect((await one.idp.delete(`${USERS}/${id}`)).status).toBe(404);
    },
  );
});

describe('a userName', () => {
  it('is unique in its organization, whatever its case', async () => {
    const { userName } = await made(one.idp);
    const again = user(userName.toUpperCase(), { emails: [{ value: newName() }] });
    expect(outcome(await one.idp.post(USERS, again))).toEqual([409, 'uniqueness']);
    const { id } = await made(one.idp);
    const rename = operations({ op: 'replace', path: 'userName', value: userName });
    expect(outcome(await one.idp.patch(`${USERS}/${id}`, rename))).toEqual([409, 'uniqueness']);
    expect(outcome(await one.idp.put(`${USERS}/${id}`, user(userName)))).toEqual([409, 'uniqueness']);
    expect((await other.idp.post(USERS, { userName: 'ada' })).status).toBe(201);
    expect((await one.idp.post(USERS, { userName: 'ada' })).status).toBe(201);
  });

  it('is not that of a member of whom nothing was provisioned', async () => {
    const { email } = await bench.installation
      .sql<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [one.admin.userId])
      .then(([row]) => row as { email: string });
    const impostor = user(email, { emails: [{ value: newName() }] });
    expect(outcome(await one.idp.post(USERS, impostor))).toEqual([409, 'uniqueness']);
  });

  it('that two make at once is made once, in one organization as in two', async () => {
    for (const second of [one, other]) {
      const sent = user();
      const answers = await Promise.all([one.idp.post(USERS, sent), second.idp.post(USERS, sent)]);
      expect(answers.map(outcome).sort()).toEqual([
        [201, undefined],
        [409, 'uniqueness'],
      ]);
    }
  });
});

describe('whoever calls', () => {
  it('needs the scope for it, and learns nothing without', async () => {
    const { id } = await made(one.idp);
    const reader = await bench.tenant(['scim:read']);
    expect((await reader.idp.get(USERS)).status).toBe(200);
    expect((await reader.idp.post(USERS, user())).body).toMatchObject({ status: '403' });
    const stranger = await bench.tenant(['documents:write', 'write']);
    expect((await stranger.idp.get(USERS)).status).toBe(403);
    expect((await bench.gateway.client.get(USERS)).body).toMatchObject({ status: '401' });
    expect((await reader.idp.get(`${USERS}/${id}`)).status).toBe(404);
  });

  it('has every change in the audit trail of the organization', async () => {
    const { id } = await made(one.idp);
    const change = operations({ op: 'replace', path: 'displayName', value: 'Lady' });
    await one.idp.patch(`${USERS}/${id}`, change);
    await one.idp.delete(`${USERS}/${id}`);
    const entries = await bench.installation.sql(
      `SELECT action, actor_type, changes->'Operations' AS operations FROM audit_entry
       WHERE chain_id = $1 AND resource_id = $2 ORDER BY action`,
      [one.admin.orgId, id],
    );
    expect(entries).toEqual([
      { action: 'scim_user.create', actor_type: 'api_key', operations: null },
      { action: 'scim_user.delete', actor_type: 'api_key', operations: null },
      { action: 'scim_user.update', actor_type: 'api_key', operations: change.Operations },
    ]);
  });
});

import {
  ask,
  made,
  newName,
  operations,
  outcome,
  type ScimBench,
  scimBench,
  type Tenant,
  user,
  USERS,
} from './scim-bench';

let bench: ScimBench;
let one: Tenant;

beforeAll(async () => {
  bench = await scimBench();
  one = await bench.tenant();
});

afterAll(() => bench.installation.close());

describe('a provisioned user', () => {
  it('comes back as it was sent', async () => {
    const sent = user(newName(), {
      externalId: 'okta-1',
      name: { givenName: 'Ada', familyName: 'Lovelace', middleName: 'K', honorificPrefix: 'Lady' },
    });
    const { status, body, headers } = await one.idp.post(USERS, sent);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(headers.get('location')).toBe(body.meta.location);
    expect(body).toMatchObject({ ...sent, roles: [{ value: 'operator', primary: true }], groups: [] });
    expect((await one.idp.get(new URL(body.meta.location as string).pathname)).body).toEqual(body);
  });
});

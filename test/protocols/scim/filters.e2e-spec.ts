import {
  ask,
  GROUPS,
  made,
  madeGroup,
  operations,
  outcome,
  scimBench,
  SCIM,
  type Tenant,
  user,
  USERS,
} from './scim-bench';

const bench = scimBench();
let one: Tenant;
let root: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  one = await bench.tenant();
  // The administrator, whom nobody provisioned, is among the people too.
  [root] = (await bench.installation
    .sql<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [one.admin.userId])
    .then((rows) => rows.map(({ email }) => email))) as [string];
  const people = [
    { userName: 'ada@engines.example', displayName: 'Ada 100%', externalId: 'A1', title: 'x' },
    { userName: 'bob_b@engines.example', displayName: 'Bob', externalId: 'a1', active: false },
    { userName: 'çelik@tools.example', displayName: 'Çelik', externalId: null, emails: [] },
  ];
  for (const { userName, ...more } of people) {
    const home = { value: userName.replace('@', '.home@'), type: 'home' };
    const name = { familyName: `${userName.slice(0, 3)}son`, givenName: null };
    const emails = [{ value: userName, type: 'work', primary: true }, home];
    const { status, body } = await one.idp.post(USERS, user(userName, { name, emails, ...more }));
    expect([userName, status]).toEqual([userName, 201]);
    ids[userName.slice(0, 3)] = body.id as string;
  }
  ids.engines = await madeGroup(one.idp, 'Engines', ids.ada as string, ids.bob as string);
  await madeGroup(one.idp, 'Tools');
});

/** Beginnings of the names of those who are found. */
async function found(filter: string): Promise<string[]> {
  const text = filter.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const { status, body } = await ask(one.idp, USERS, text);
  if (status !== 200) throw new Error(JSON.stringify(body));
  const names = body.Resources.map(({ userName }: { userName: string }) => userName);
  return names.map((name: string) => (name === root ? 'root' : name.slice(0, 3))).sort();
}

describe('a filter of users', () => {
  it.each<[string, string[]]>([
    ['userName eq "ADA@engines.example"', ['ada']],
    ['userName eq "nobody"', []],
    ['userName ne "ada@engines.example"', ['bob', 'root', 'çel']],
    ['userName sw "Bob_"', ['bob']],
    ['userName co "_"', ['bob']],
    ['userName ew "tools.example"', ['çel']],
    ['userName pr', ['ada', 'bob', 'root', 'çel']],
    ['userName eq "ÇELIK@TOOLS.EXAMPLE"', ['çel']],
    ['id eq "{ada}"', ['ada']],
    ['id eq "nonsense"', []],
    ['not (id eq "nonsense") and id eq "{bob}"', ['bob']],
    ['externalId eq "A1"', ['ada']],
    ['externalId eq "a1"', ['bob']],
    ['externalId pr', ['ada', 'bob']],
    ['externalId eq null', ['root', 'çel']],
    ['externalId ne "A1"', ['bob', 'root', 'çel']],
    ['displayName co "100%"', ['ada']],
    ['displayName co "00_"', []],
    ['displayName eq "ada lovelace"', ['root']],
    ['name.familyName eq "ADASON"', ['ada']],
    ['name.formatted eq "Ada Lovelace"', ['root']],
    ['name.givenName pr', []],
    ['active eq false', ['bob']],
    ['active eq "False"', ['bob']],
    ['active ne true', ['bob']],
    ['active eq true', ['ada', 'root', 'çel']],
    ['emails.value eq "ADA.home@engines.example"', ['ada']],
    ['emails eq "bob_b@engines.example"', ['bob']],
    ['emails co "home@engines"', ['ada', 'bob']],
    ['emails.value ne "ada@engines.example"', ['bob', 'root', 'çel']],
    ['emails pr', ['ada', 'bob', 'root']],
    ['emails.type eq "home"', ['ada', 'bob']],
    ['emails[type eq "home" and value sw "ada@"]', []],
    ['emails[type eq "work" and value sw "ada@"]', ['ada']],
    ['emails[type eq "home"].value eq "ada.home@engines.example"', ['ada']],
    ['emails[type eq "work"].value eq "ada.home@engines.example"', []],
    ['emails[primary eq true and not (value co "engines")]', ['root']],
    ['roles.value eq "admin"', ['root']],
    ['groups.value eq "{engines}"', ['ada', 'bob']],
    ['not (groups pr)', ['root', 'çel']],
    [
      'meta.created gt "2020-01-01T00:00:00Z" and meta.lastModified lt "2999-01-01T00:00:00Z"',
      ['ada', 'bob', 'root', 'çel'],
    ],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', []],
    ['(userName sw "a" or userName sw "b") and not (active eq false)', ['ada']],
    ['userName sw "a" or userName sw "b" and active eq true', ['ada']],
    ['not (userName sw "a" or active eq false)', ['root', 'çel']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@engines.example"', ['ada']],
    ["userName eq \"x' OR '1'='1\"", []],
  ])('%s', async (filter, names) => {
    expect(await found(filter)).toEqual(names);
  });

  it.each([
    ['userName', 'invalidFilter'],
    ['userName eq', 'invalidFilter'],
    ['nickName eq "x"', 'invalidFilter'],
    ['userName eq true', 'invalidFilter'],
    ['userName gt null', 'invalidFilter'],
    ['active co "t"', 'invalidFilter'],
    ['active eq "perhaps"', 'invalidFilter'],
    ['id sw "3"', 'invalidFilter'],
    ['meta.created gt "yesterday"', 'invalidFilter'],
    ['userName[type eq "x"]', 'invalidFilter'],
    ['emails[nosuch eq "x"]', 'invalidFilter'],
    ['constructor eq "x"', 'invalidFilter'],
    [Array(60).fill('userName pr').join(' or '), 'tooMany'],
  ])('is refused: %s', async (filter, type) => {
    const answer = await ask(one.idp, USERS, filter);
    expect(outcome(answer)).toEqual([400, type]);
    expect(answer.body.detail).toBeTruthy();
  });
});

describe('a filter of groups', () => {
  it.each<[string, string[]]>([
    ['displayName eq "ENGINES"', ['Engines']],
    ['displayName sw "t"', ['Tools']],
    ['members.value eq "{ada}"', ['Engines']],
    ['members eq "{ada}"', ['Engines']],
    ['members[value eq "{ada}"]', ['Engines']],
    ['not (members pr)', ['Tools']],
    ['displayName eq "Tools" and members.value eq "{ada}"', []],
    ['id eq "{engines}" or displayName eq "tools"', ['Engines', 'Tools']],
    ['externalId eq "x"', []],
  ])('%s', async (filter, names) => {
    const text = filter.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
    const { body } = await ask(one.idp, GROUPS, text);
    expect(body.Resources.map((group: { displayName: string }) => group.displayName)).toEqual(names);
  });

  it('is refused where it cannot be asked', async () => {
    expect(outcome(await ask(one.idp, GROUPS, 'members.display eq "x"'))).toEqual([400, 'invalidFilter']);
    expect(outcome(await ask(one.idp, GROUPS, 'userName eq "x"'))).toEqual([400, 'invalidFilter']);
  });
});

describe('a list', () => {
  const names = ({ body }: { body: { Resources: { userName: string }[] } }) =>
    body.Resources.map(({ userName }) => userName.slice(0, 3));

  it('says how many there are and where it begins', async () => {
    const { body } = await one.idp.get(USERS, { query: { startIndex: 2, count: 2 } });
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 4,
      startIndex: 2,
      itemsPerPage: 2,
    });
    const { body: none } = await one.idp.get(USERS, { query: { count: 0 } });
    expect(none).toMatchObject({ totalResults: 4, itemsPerPage: 0, Resources: [] });
    const { body: odd } = await one.idp.get(USERS, { query: { startIndex: -5, count: -1 } });
    expect(odd).toMatchObject({ startIndex: 1, itemsPerPage: 0 });
    const { body: behind } = await one.idp.get(USERS, { query: { startIndex: 100 } });
    expect(behind).toMatchObject({ totalResults: 4, itemsPerPage: 0 });
    expect(outcome(await one.idp.get(USERS, { query: { count: 'many' } }))).toEqual([400, 'invalidValue']);
  });

  it('is sorted as asked, the same in every page', async () => {
    const query = { filter: 'externalId pr or userName ew "tools.example"', sortBy: 'userName' };
    expect(names(await one.idp.get(USERS, { query }))).toEqual(['ada', 'bob', 'çel']);
    const back = { ...query, sortOrder: 'descending' };
    expect(names(await one.idp.get(USERS, { query: { ...back, count: 1, startIndex: 2 } }))).toEqual(['bob']);
    expect(outcome(await one.idp.get(USERS, { query: { sortBy: 'emails' } }))).toEqual([400, 'invalidValue']);
    expect(outcome(await one.idp.get(USERS, { query: { sortBy: 'x; DROP' } }))).toEqual([
      400,
      'invalidValue',
    ]);
    const { body } = await one.idp.get(GROUPS, { query: { sortBy: 'displayName', sortOrder: 'descending' } });
    expect(body.Resources[0].displayName).toBe('Tools');
  });

  it('is asked for in a body, too', async () => {
    const search = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'userName sw "ada"',
      attributes: ['userName'],
      count: 10,
    };
    const { status, body } = await one.idp.post(`${USERS}/.search`, search);
    expect(status).toBe(200);
    expect(body.Resources).toEqual([
      { schemas: expect.any(Array), id: ids.ada, userName: 'ada@engines.example' },
    ]);
    const groups = { filter: 'displayName eq "engines"', excludedAttributes: ['members'] };
    const { body: found } = await one.idp.post(`${GROUPS}/.search`, groups);
    expect(found.Resources[0].members).toBeUndefined();
    expect(outcome(await one.idp.post(`${USERS}/.search`, { filter: 'x' }))).toEqual([400, 'invalidFilter']);
  });
});

describe('what is not done', () => {
  it('is said by status 501, and what there is not by 404', async () => {
    for (const path of [`${SCIM}/Bulk`, `${SCIM}/.search`])
      expect((await one.idp.post(path, operations())).body).toMatchObject({ status: '501' });
    expect((await one.idp.get(`${SCIM}/Me`)).body).toMatchObject({ status: '501' });
    const unknown = await fetch(new URL(`${SCIM}/Devices`, bench.gateway.url));
    expect(await unknown.json()).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '404',
    });
    expect(unknown.headers.get('content-type')).toContain('application/scim+json');
  });

  it('is not announced: what is announced is there', async () => {
    const { body: config } = await one.idp.get(`${SCIM}/ServiceProviderConfig`);
    expect(config).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      bulk: { supported: false },
      sort: { supported: true },
      etag: { supported: false },
      changePassword: { supported: false },
    });
    expect((await one.idp.get(`${USERS}/${String(ids.ada)}`)).headers.get('etag')).toBeNull();
    const { body: types } = await one.idp.get(`${SCIM}/ResourceTypes`);
    const { body: schemas } = await one.idp.get(`${SCIM}/Schemas`);
    for (const { id, schema, endpoint } of types.Resources) {
      expect((await one.idp.get(`${SCIM}/ResourceTypes/${id}`)).body.endpoint).toBe(endpoint);
      expect((await one.idp.get(`${SCIM}/Schemas/${schema}`)).body.name).toBe(id);
      expect(schemas.Resources.map((one: { id: string }) => one.id)).toContain(schema);
      expect((await one.idp.get(`${SCIM}${endpoint}`)).status).toBe(200);
    }
    expect((await one.idp.get(`${SCIM}/Schemas/nosuch`)).status).toBe(404);
    const query = { filter: 'id eq "User"' };
    expect((await one.idp.get(`${SCIM}/Schemas`, { query })).status).toBe(403);
  });

  it('is no attribute of a resource that no schema names', async () => {
    const { body: schema } = await one.idp.get(`${SCIM}/Schemas/urn:ietf:params:scim:schemas:core:2.0:User`);
    const known = schema.attributes.map(({ name }: { name: string }) => name);
    const resource = await made(one.idp, { externalId: 'x' });
    expect(
      Object.keys(resource)
        .filter((name) => !known.includes(name))
        .sort(),
    ).toEqual(['id', 'meta', 'schemas']);
  });
});

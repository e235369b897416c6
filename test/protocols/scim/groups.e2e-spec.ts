import {
  GROUPS,
  group,
  made,
  madeGroup,
  operations,
  outcome,
  scimBench,
  type Tenant,
  USERS,
} from './scim-bench';

const bench = scimBench();
let one: Tenant;
let other: Tenant;

beforeAll(async () => {
  [one, other] = [await bench.tenant(), await bench.tenant()];
});

let count = 0;
const newGroup = (): string => `Group ${String((count += 1))}`;

const membersOf = async (id: string): Promise<string[]> =>
  (await one.idp.get(`${GROUPS}/${id}`)).body.members.map(({ value }: { value: string }) => value);

const people = async (count: number): Promise<string[]> => {
  const made_ = await Promise.all(Array.from({ length: count }, () => made(one.idp)));
  return made_.map(({ id }) => id as string);
};

describe('a group', () => {
  it('comes back as it was sent', async () => {
    const [ada = ''] = await people(1);
    const sent = { ...group(newGroup(), ada), externalId: 'g1' };
    const { status, body, headers } = await one.idp.post(GROUPS, sent);
    expect([status, headers.get('location')]).toEqual([201, body.meta.location]);
    expect(body).toMatchObject({
      displayName: sent.displayName,
      externalId: 'g1',
      members: [{ value: ada, type: 'User', $ref: `${bench.gateway.url}${USERS}/${ada}` }],
    });
    expect((await one.idp.get(`${GROUPS}/${body.id}`)).body).toEqual(body);
    const { body: member } = await one.idp.get(`${USERS}/${ada}`);
    expect(member.groups).toEqual([
      { value: body.id, display: sent.displayName, $ref: body.meta.location, type: 'direct' },
    ]);
  });

  it('has a name that no other has, in any case, also when two are made at once', async () => {
    const name = newGroup();
    const answers = await Promise.all([
      one.idp.post(GROUPS, group(name)),
      one.idp.post(GROUPS, group(name.toUpperCase())),
    ]);
    expect(answers.map(outcome).sort()).toEqual([
      [201, undefined],
      [409, 'uniqueness'],
    ]);
    expect((await other.idp.post(GROUPS, group(name))).status).toBe(201);
    const id = await madeGroup(one.idp, newGroup());
    expect(outcome(await one.idp.put(`${GROUPS}/${id}`, group(name)))).toEqual([409, 'uniqueness']);
    expect(outcome(await one.idp.post(GROUPS, {}))).toEqual([400, 'invalidValue']);
  });

  it('takes in people of its organization only', async () => {
    const stranger = await made(other.idp);
    for (const value of [stranger.id, 'nobody', '3fa85f64-5717-4562-b3fc-2c963f66afa6'])
      expect(outcome(await one.idp.post(GROUPS, group(newGroup(), value as string)))).toEqual([
        400,
        'invalidValue',
      ]);
    const nested = { ...group(newGroup()), members: [{ value: stranger.id, type: 'Group' }] };
    expect(outcome(await one.idp.post(GROUPS, nested))).toEqual([400, 'invalidValue']);
  });

  it('is replaced with everybody in it', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    const id = await madeGroup(one.idp, newGroup(), a, b);
    const { body } = await one.idp.put(`${GROUPS}/${id}`, group(newGroup(), b, c, c));
    expect(body.members.map(({ value }: { value: string }) => value).sort()).toEqual([b, c].sort());
    expect((await one.idp.put(`${GROUPS}/${id}`, group(newGroup()))).body.members).toEqual([]);
  });

  it('is left by whoever leaves the organization', async () => {
    const [a = '', b = ''] = await people(2);
    const id = await madeGroup(one.idp, newGroup(), a, b);
    await one.idp.delete(`${USERS}/${a}`);
    expect(await membersOf(id)).toEqual([b]);
  });

  it('is removed, and its people stay', async () => {
    const [a = ''] = await people(1);
    const id = await madeGroup(one.idp, newGroup(), a);
    expect((await other.idp.delete(`${GROUPS}/${id}`)).status).toBe(404);
    expect((await one.idp.delete(`${GROUPS}/${id}`)).status).toBe(204);
    expect((await one.idp.delete(`${GROUPS}/${id}`)).status).toBe(404);
    expect((await one.idp.get(`${USERS}/${a}`)).body.groups).toEqual([]);
  });
});

describe('a change of a group', () => {
  it('answers nothing, unless attributes are asked for', async () => {
    const [a = ''] = await people(1);
    const id = await madeGroup(one.idp, newGroup());
    const change = operations({ op: 'add', path: 'members', value: [{ value: a }] });
    expect(await one.idp.patch(`${GROUPS}/${id}`, change)).toMatchObject({ status: 204, body: undefined });
    const query = { attributes: 'members' };
    const { status, body } = await one.idp.patch(`${GROUPS}/${id}`, change, { query });
    expect([status, body.members.length, body.displayName]).toEqual([200, 1, undefined]);
  });

  it('moves people by operations in their order', async () => {
    const [a = '', b = '', c = ''] = await people(3);
    const id = await madeGroup(one.idp, newGroup(), a);
    const after = async (...ops: object[]) => {
      expect((await one.idp.patch(`${GROUPS}/${id}`, operations(...ops))).status).toBe(204);
      return (await membersOf(id)).sort();
    };
    const add = (value: unknown) => ({ op: 'Add', path: 'members', value });
    expect(await after(add([{ value: a }, { value: b }]))).toEqual([a, b].sort());
    expect(await after({ op: 'Remove', path: `members[value eq "${a}"]` })).toEqual([b]);
    expect(await after(add({ value: a }), { op: 'remove', path: 'members', value: [{ value: a }] })).toEqual([
      b,
    ]);
    expect(await after({ op: 'remove', path: `members[value eq "${b}"]` }, add([{ value: b }]))).toEqual([b]);
    expect(
      await after({ op: 'replace', path: 'members', value: [{ value: c }] }, add([{ value: a }])),
    ).toEqual([a, c].sort());
    expect(
      await after({ op: 'replace', value: { members: [{ value: b }], displayName: newGroup() } }),
    ).toEqual([b]);
    expect(
      await after(add([{ value: a }, { value: c }]), {
        op: 'remove',
        path: `members[value eq "${a}" or value eq "${b}"]`,
      }),
    ).toEqual([c]);
    expect(await after({ op: 'remove', path: 'members' })).toEqual([]);
  });

  it('is all or nothing', async () => {
    const [a = ''] = await people(1);
    const name = newGroup();
    const id = await madeGroup(one.idp, name);
    const change = operations(
      { op: 'replace', path: 'displayName', value: newGroup() },
      { op: 'add', path: 'members', value: [{ value: a }] },
      { op: 'add', path: 'members', value: [{ value: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }] },
    );
    expect(outcome(await one.idp.patch(`${GROUPS}/${id}`, change))).toEqual([400, 'invalidValue']);
    expect((await one.idp.get(`${GROUPS}/${id}`)).body).toMatchObject({ displayName: name, members: [] });
  });

  it.each([
    [{ op: 'replace', path: 'members[value eq "x"].display', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'members[value eq "x"]', value: 'x' }, 'invalidPath'],
    [{ op: 'remove', path: 'members[display eq "x"]' }, 'invalidFilter'],
    [{ op: 'remove', path: 'displayName' }, 'mutability'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'replace', path: 'nosuch', value: 'x' }, 'invalidPath'],
    [{ op: 'copy', path: 'displayName', value: 'x' }, 'invalidSyntax'],
  ])('is refused: %j', async (operation, type) => {
    const id = await madeGroup(one.idp, newGroup());
    expect(outcome(await one.idp.patch(`${GROUPS}/${id}`, operations(operation)))).toEqual([400, type]);
  });

  it('of one and the same moment keeps both', async () => {
    const [a = '', b = ''] = await people(2);
    const id = await madeGroup(one.idp, newGroup());
    const add = (value: string) => operations({ op: 'add', path: 'members', value: [{ value }] });
    await Promise.all([a, b].map((value) => one.idp.patch(`${GROUPS}/${id}`, add(value))));
    expect((await membersOf(id)).sort()).toEqual([a, b].sort());
  });
});

import { Client } from 'pg';
import { ask, GROUPS, madeGroup, operations, scimBench, type Tenant, USERS } from './scim-bench';

const PEOPLE = 5_000;

const bench = scimBench();
let one: Tenant;

beforeAll(async () => {
  one = await bench.tenant();
  await bench.installation.sql(
    `WITH people AS (
       INSERT INTO app_user (username, email, name)
       SELECT 'mass-' || n, 'mass-' || n || '@example.com', 'Mass ' || n FROM generate_series(1, $2::int) n
       RETURNING id, email
     ), members AS (
       INSERT INTO membership (user_id, org_id, role) SELECT id, $1, 'viewer' FROM people
     )
     INSERT INTO provisioned_user (user_id, org_id, user_name, user_name_key, external_id, emails, email_keys)
     SELECT id, $1, email, email, 'x-' || email, jsonb_build_array(jsonb_build_object('value', email)), ARRAY[email]
     FROM people`,
    [one.admin.orgId, PEOPLE],
  );
  await bench.installation.sql('ANALYZE');
}, 60_000);

interface Statement {
  text: string;
  values: unknown[];
}

/** The statements about people and groups that `work` causes, but for those that find out who is asking. */
async function statements(work: () => Promise<unknown>): Promise<Statement[]> {
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    await work();
    const calls = spy.mock.calls as unknown as [text: unknown, values: unknown][];
    return calls
      .filter(([text]) => typeof text === 'string')
      .map(([text, values]) => ({ text: text as string, values: Array.isArray(values) ? values : [] }))
      .filter(({ text }) => /membership|org_group|group_member|group_role|provisioned_user/.test(text));
  } finally {
    spy.mockRestore();
  }
}

describe('five thousand users', () => {
  it('are read page by page, each once, with the same few statements for each page', async () => {
    const seen = new Set<string>();
    let total = Infinity;
    let pages = 0;
    const asked = await statements(async () => {
      for (let startIndex = 1; startIndex <= total;) {
        const { body } = await one.idp.get(USERS, { query: { startIndex, count: 1_000 } });
        for (const { id } of body.Resources) seen.add(id as string);
        total = body.totalResults as number;
        startIndex += body.itemsPerPage as number;
        pages += 1;
      }
    });
    expect([seen.size, total, pages]).toEqual([PEOPLE + 1, PEOPLE + 1, 26]);
    expect(asked).toHaveLength(pages * 3);
  }, 60_000);

  it.each([
    'userName eq "mass-4321@example.com"',
    'externalId eq "x-mass-4321@example.com"',
    'emails.value eq "mass-4321@example.com"',
    'emails[type pr or value eq "mass-4321@example.com"] and userName eq "mass-4321@example.com"',
    'emails[value eq "mass-4321@example.com" and not (type eq "home")]',
    'externalId eq "x-mass-4321@example.com" and active eq true',
  ])('are not gone through to find one: %s', async (filter) => {
    const asked = await statements(async () => {
      expect((await ask(one.idp, USERS, filter)).body.totalResults).toBe(1);
    });
    expect(asked).toHaveLength(3);
    for (const { text, values } of asked) expect(await mostRows(text, values)).toBeLessThan(10);
  });
});

interface Plan {
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** The most rows that any part of the plan looked at. */
async function mostRows(text: string, values: unknown[]): Promise<number> {
  const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`;
  const [row] = await bench.installation.sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explain, values);
  return rowsOf((row as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan);
}

const rowsOf = (plan: Plan): number =>
  Math.max(plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0), ...(plan.Plans ?? []).map(rowsOf));

describe('a thousand members', () => {
  it('come and go by a handful of statements, and so do their roles', async () => {
    const ids = (
      await bench.installation.sql<{ id: string }>(
        'SELECT user_id AS id FROM membership WHERE org_id = $1 AND user_id <> $2 LIMIT 1000',
        [one.admin.orgId, one.admin.userId],
      )
    ).map(({ id }) => id);
    await bench.installation.sql(
      `INSERT INTO group_role (org_id, name_key, group_name, role) VALUES ($1, 'crowd', 'Crowd', 'operator')`,
      [one.admin.orgId],
    );
    const group = await madeGroup(one.idp, 'Crowd');
    const value = ids.map((id) => ({ value: id }));
    const change = (op: string) =>
      statements(() => one.idp.patch(`${GROUPS}/${group}`, operations({ op, path: 'members', value })));
    expect((await change('add')).length).toBeLessThan(10);
    const operators = `SELECT FROM membership WHERE org_id = $1 AND role = 'operator'`;
    expect(await bench.installation.sql(operators, [one.admin.orgId])).toHaveLength(1_000);
    const { body } = await one.idp.get(`${GROUPS}/${group}`);
    expect(body.members).toHaveLength(1_000);
    expect((await change('remove')).length).toBeLessThan(10);
    expect((await one.idp.get(`${GROUPS}/${group}`)).body.members).toEqual([]);
  }, 60_000);

  it('of many groups do not come in one page', async () => {
    const tenant = await bench.tenant();
    const { orgId } = tenant.admin;
    await bench.installation.sql(
      `WITH people AS (SELECT user_id FROM provisioned_user LIMIT 4000), joined AS (
         INSERT INTO membership (user_id, org_id, role) SELECT user_id, $1, 'viewer' FROM people
       ), made AS (
         INSERT INTO org_group (org_id, display_name, name_key)
         SELECT $1, 'g' || n, 'g' || n FROM generate_series(1, 5) n RETURNING id
       )
       SELECT`,
      [orgId],
    );
    await bench.installation.sql(
      `INSERT INTO group_member (group_id, user_id, org_id)
       SELECT g.id, m.user_id, m.org_id FROM org_group g JOIN membership m USING (org_id) WHERE g.org_id = $1`,
      [orgId],
    );
    const page = async (query: object) => (await tenant.idp.get(GROUPS, { query: { ...query } })).body;
    expect(await page({})).toMatchObject({ totalResults: 5, itemsPerPage: 2 });
    expect(await page({ startIndex: 5 })).toMatchObject({ totalResults: 5, itemsPerPage: 1 });
    expect(await page({ excludedAttributes: 'members' })).toMatchObject({ totalResults: 5, itemsPerPage: 5 });
  }, 60_000);
});

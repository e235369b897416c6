import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { member, outcome } from '../support/members';

const GROUP_ROLES = '/api/v1/security/group-roles';

describe('the roles of groups', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let admin: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    admin = await administrator(gateway);
  });

  afterAll(() => installation.close());

  it('are replaced as a whole, as a member or bare, and noted', async () => {
    const mappings = [
      { group_name: 'Muster Admins', role: 'admin' },
      { group_name: 'Engineering', role: 'operator' },
    ];
    const { body } = await admin.put(GROUP_ROLES, { mappings });
    expect(body).toMatchObject({ total: 2, items: mappings.toReversed() });
    expect((await admin.put(GROUP_ROLES, mappings.slice(0, 1))).body.items).toEqual(mappings.slice(0, 1));
    expect((await admin.get(GROUP_ROLES, { query: { limit: 1 } })).body.total).toBe(1);
    const query = { action: 'group_role.update' };
    const { body: audit } = await admin.get('/api/v1/admin/audit', { query });
    expect(audit.items.map(({ changes }: { changes: object }) => changes)).toContainEqual({ mappings });
  });

  it.each([
    [{ mappings: [{ group_name: 'x', role: 'king' }] }],
    [{ mappings: [{ group_name: '', role: 'admin' }] }],
    [{ mappings: 'all' }],
    [{}],
    [
      {
        mappings: [
          { group_name: 'x', role: 'admin' },
          { group_name: 'X', role: 'viewer' },
        ],
      },
    ],
    [{ mappings: Array.from({ length: 1_001 }, (_, n) => ({ group_name: `g${n}`, role: 'viewer' })) }],
  ])('refuse what they cannot be', async (body) => {
    expect(outcome(await admin.put(GROUP_ROLES, body))).toEqual([422, 'VAL_001']);
  });

  it('are for administrators of the organization', async () => {
    const { client } = await member(gateway.client);
    expect((await client.get(GROUP_ROLES)).status).toBe(403);
    expect((await client.put(GROUP_ROLES, { mappings: [] })).status).toBe(403);
    expect((await gateway.client.get(GROUP_ROLES)).status).toBe(401);
  });
});

import { randomUUID } from 'node:crypto';
import { idsOf, PlanBench, type PlanPerson, said } from './plan-bench';
import { colleague, invite, rolesOf } from './people';

describe('organizations of the plan surface', () => {
  let bench: PlanBench;

  beforeAll(async () => {
    bench = await PlanBench.open();
  });

  afterAll(() => bench.close());

  describe('are founded', () => {
    it('by whoever is signed in, who owns them', async () => {
      const ada = await bench.person();
      const { status, body } = await bench.as(ada.token).post('/orgs', { name: ' Analytical Engines ' });
      expect(status).toBe(201);
      const session = await ada.in(body.id).get('/orgs/session');
      expect(session.body).toEqual({
        id: body.id,
        name: 'Analytical Engines',
        isTrial: false,
        autoAddDomainUsers: false,
        createdAt: expect.any(String),
      });
      expect(idsOf(await bench.as(ada.token).get('/orgs'))).toEqual([ada.orgId, body.id]);
      const roles = await rolesOf({ ...ada, in: () => ada.in(body.id) });
      const users = await ada.in(body.id).get('/users');
      expect(users.body).toEqual({
        users: [{ id: ada.id, name: 'Ada Lovelace', email: ada.email, isTrial: false, numNonDraftPlans: 0 }],
        orgUsersByUserId: {
          [ada.id]: {
            orgId: body.id,
            userId: ada.id,
            orgRoleId: roles.Owner,
            config: {
              promptedClaudeMax: false,
              useClaudeSubscription: false,
              claudeSubscriptionCooldownStartedAt: '0001-01-01T00:00:00Z',
            },
          },
        },
      });
    });

    it('with a name', async () => {
      const ada = await bench.person();
      expect((await ada.in().post('/orgs', { name: ' ' })).status).toBe(400);
      expect((await ada.in().post('/orgs', {})).status).toBe(400);
    });
  });

  describe('that take everybody of a domain', () => {
    it('have those who are here already and those to come, as members', async () => {
      const domain = `engines-${randomUUID().slice(0, 8)}.com`;
      const [ada, early] = [await bench.person(bench.email(domain)), await bench.person(bench.email(domain))];
      const { body } = await ada.in().post('/orgs', { name: 'Engines', autoAddDomainUsers: true });
      expect((await early.in(body.id).get('/orgs/session')).body.autoAddDomainUsers).toBe(true);
      const late = await bench.register(bench.email(domain));
      expect(idsOf({ body: late.body.orgs })).toEqual([body.id]);
      const users = await ada.in(body.id).get('/users');
      const roles = await rolesOf({ ...ada, in: () => ada.in(body.id) });
      const { orgUsersByUserId } = users.body;
      expect(Object.keys(orgUsersByUserId)).toHaveLength(3);
      expect([orgUsersByUserId[ada.id].orgRoleId, orgUsersByUserId[early.id].orgRoleId]).toEqual([
        roles.Owner,
        roles.Member,
      ]);
      expect(said(await early.in().post('/orgs', { name: 'Two', autoAddDomainUsers: true }))[0]).toBe(409);
      const owner = { ...ada, orgId: body.id, in: () => ada.in(body.id) };
      expect(said(await invite(owner, bench.email(domain)))).toEqual([
        400,
        'Everybody with an address of this domain joins without\n',
      ]);
    });

    it('cannot be had for a domain that anybody gets an address of', async () => {
      const ada = await bench.person(bench.email('gmail.com'));
      const { status, body } = await ada.in().post('/orgs', { name: 'All', autoAddDomainUsers: true });
      expect([status, body]).toEqual([400, 'Anybody can have an address of gmail.com\n']);
    });

    it('do not take an address that nobody was seen to read', async () => {
      const domain = `engines-${randomUUID().slice(0, 8)}.com`;
      const [ada, eve] = [
        await bench.person(bench.email(domain)),
        await bench.gateway.person({ email: bench.email(domain) }),
      ];
      const { body } = await ada.in().post('/orgs', { name: 'Engines', autoAddDomainUsers: true });
      expect(Object.keys((await ada.in(body.id).get('/users')).body.orgUsersByUserId)).toEqual([ada.id]);
      expect((await eve.client.post('/orgs', { name: 'Mine', autoAddDomainUsers: true })).status).toBe(400);
    });
  });

  describe('roles', () => {
    it('are listed to owners and administrators only', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      expect(Object.keys(roles)).toEqual(['Owner', 'Admin', 'Member', 'Viewer']);
      const [admin, member] = [
        await colleague(bench, ada, 'Admin', roles),
        await colleague(bench, ada, 'Member', roles),
      ];
      expect((await admin.in().get('/orgs/roles')).status).toBe(200);
      const { status, body } = await member.in().get('/orgs/roles');
      expect([status, body]).toEqual([403, 'not allowed\n']);
    });

    it('say whom somebody may invite and remove', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      const people = {
        admin: await colleague(bench, ada, 'Admin', roles),
        member: await colleague(bench, ada, 'Member', roles),
        viewer: await colleague(bench, ada, 'Viewer', roles),
      };
      const may = async (who: PlanPerson, role: string) =>
        (await invite(who, bench.email(), role, roles)).status === 201;
      expect([await may(people.admin, 'Owner'), await may(people.admin, 'Admin')]).toEqual([false, true]);
      expect([await may(people.member, 'Member'), await may(people.viewer, 'Viewer')]).toEqual([
        false,
        false,
      ]);
      expect(await may(ada, 'Owner')).toBe(true);
      const remove = async (who: PlanPerson, whom: PlanPerson) =>
        (await who.in().delete(`/orgs/users/${whom.id}`)).status;
      expect(await remove(people.admin, ada)).toBe(403);
      expect(await remove(people.member, people.viewer)).toBe(403);
      expect(await remove(people.admin, people.member)).toBe(204);
      expect(await remove(ada, people.admin)).toBe(204);
    });

    it('are those that the organization made, too, and people can be invited to them', async () => {
      const [ada, eve] = [await bench.founder(), await bench.founder()];
      const role = {
        name: 'Clerk',
        description: 'Invites',
        base: 'operator',
        permissions: ['members:write'],
      };
      const { body: made } = await ada.in().post('/api/v1/security/roles', role);
      const { body: listed } = await ada.in().get('/orgs/roles');
      expect(listed.at(-1)).toEqual({
        id: made.id,
        isDefault: false,
        label: 'Clerk',
        description: 'Invites',
      });
      expect((await eve.in().get('/orgs/roles')).body).toHaveLength(4);
      const roles = await rolesOf(ada);
      expect((await invite(eve, bench.email(), 'Clerk', roles)).status).toBe(400);
      const bob = await colleague(bench, ada, 'Clerk', roles);
      const { orgUsersByUserId } = (await bob.in().get('/users')).body;
      expect(orgUsersByUserId[bob.id].orgRoleId).toBe(made.id);
      // No more than what they have themselves.
      expect((await invite(bob, bench.email(), 'Viewer', roles)).status).toBe(403);
      expect((await invite(bob, bench.email(), 'Clerk', roles)).status).toBe(201);
      expect((await ada.in().get('/invites/pending')).body[0].orgRoleId).toBe(made.id);
      expect((await bob.in().delete(`/orgs/users/${ada.id}`)).status).toBe(403);
    });

    it('are what they are called on the other surfaces', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      const expected = { Owner: 'admin', Admin: 'admin', Member: 'operator', Viewer: 'viewer' };
      for (const [label, role] of Object.entries(expected)) {
        const { id } = await colleague(bench, ada, label, roles);
        expect(
          await bench.installation.sql('SELECT role FROM membership WHERE user_id = $1 AND org_id = $2', [
            id,
            ada.orgId,
          ]),
        ).toEqual([{ role }]);
      }
    });
  });

  describe('what the client keeps for somebody', () => {
    it('is of one person in one organization, and replaced as a whole', async () => {
      const ada = await bench.founder();
      const config = {
        promptedClaudeMax: true,
        useClaudeSubscription: true,
        claudeSubscriptionCooldownStartedAt: '2025-07-01T12:00:00.123456Z',
      };
      const put = await ada.in().put('/org_user_config', config);
      expect(said(put)).toEqual([200, undefined]);
      expect((await ada.in().get('/org_user_config')).body).toEqual({
        ...config,
        claudeSubscriptionCooldownStartedAt: '2025-07-01T12:00:00.123Z',
      });
      const untouched = {
        promptedClaudeMax: false,
        useClaudeSubscription: false,
        claudeSubscriptionCooldownStartedAt: '0001-01-01T00:00:00Z',
      };
      const { body: other } = await ada.in().post('/orgs', { name: 'Other' });
      expect((await ada.in(other.id).get('/org_user_config')).body).toEqual(untouched);
      await ada.in().put('/org_user_config', { claudeSubscriptionCooldownStartedAt: '0001-01-01T00:00:00Z' });
      expect((await ada.in().get('/org_user_config')).body).toEqual(untouched);
    });
  });
});

import { randomUUID } from 'node:crypto';
import { eventually } from '@muster/testing';
import type { ApiResponse } from '../support/api-client';
import { bearer, PlanBench, type PlanPerson, VERSION } from './plan-bench';

describe('organizations of the plan surface', () => {
  let bench: PlanBench;

  beforeAll(async () => {
    bench = await PlanBench.open();
  });

  afterAll(() => bench.close());

  const rolesOf = async (owner: PlanPerson): Promise<Record<string, string>> => {
    const { body } = await owner.in().get('/orgs/roles');
    return Object.fromEntries(body.map(({ label, id }: { label: string; id: string }) => [label, id]));
  };
  const invite = async (by: PlanPerson, email: string, role = 'Member', roles?: Record<string, string>) =>
    by.in().post('/invites', { email, name: 'Bob', orgRoleId: (roles ?? (await rolesOf(by)))[role] });
  /** Somebody new who came by invitation and has worked there. */
  const colleague = async (by: PlanPerson, role = 'Member', roles?: Record<string, string>) => {
    const bob = await bench.person();
    expect((await invite(by, bob.email, role, roles)).status).toBe(201);
    expect((await bob.in(by.orgId).get('/orgs/session')).status).toBe(200);
    return { ...bob, orgId: by.orgId, in: (orgId = by.orgId) => bench.as(bob.token, orgId) };
  };
  const idsOf = ({ body }: ApiResponse): string[] => body.map(({ id }: { id: string }) => id);
  const said = ({ status, body }: ApiResponse) => [status, body] as const;

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
      expect(idsOf({ ...late, body: late.body.orgs })).toEqual([body.id]);
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

  describe('an invitation', () => {
    it('goes out by mail, and is accepted by the first request that names the organization', async () => {
      const ada = await bench.founder('Engines & Sons');
      const roles = await rolesOf(ada);
      const bob = await bench.person();
      expect(said(await invite(ada, bob.email.toUpperCase(), 'Admin', roles))).toEqual([201, undefined]);
      expect(await bench.mailTo(bob.email)).toContain(
        'Ada Lovelace invites you to join the organization Engines & Sons',
      );
      const open = {
        id: expect.any(String),
        orgId: ada.orgId,
        email: bob.email,
        name: 'Bob',
        orgRoleId: roles.Admin,
        inviterId: ada.id,
        inviteeId: null,
        acceptedAt: null,
        createdAt: expect.any(String),
      };
      expect((await ada.in().get('/invites/pending')).body).toEqual([open]);
      expect((await ada.in().get('/invites/accepted')).body).toEqual([]);
      expect(idsOf(await bob.in('').get('/orgs'))).toEqual([bob.orgId, ada.orgId]);
      expect((await ada.in().get('/users')).body.users).toHaveLength(1);

      const answers = await Promise.all([1, 2, 3].map(() => bob.in(ada.orgId).get('/orgs/session')));
      expect(answers.map(({ status, body }) => [status, body.id])).toEqual(Array(3).fill([200, ada.orgId]));
      const accepted = { ...open, inviteeId: bob.id, acceptedAt: expect.any(String) };
      expect((await ada.in().get('/invites/pending')).body).toEqual([]);
      expect((await ada.in().get('/invites/accepted')).body).toEqual([accepted]);
      expect((await ada.in().get('/invites/all')).body).toEqual([accepted]);
      expect((await bob.in(ada.orgId).get('/users')).body.orgUsersByUserId[bob.id].orgRoleId).toBe(
        roles.Admin,
      );
    });

    it('waits for somebody without an account, who then is nowhere else', async () => {
      const ada = await bench.founder();
      const email = bench.email();
      await invite(ada, email);
      const { status, body } = await bench.register(email);
      expect([status, idsOf({ ...({} as ApiResponse), body: body.orgs })]).toEqual([201, [ada.orgId]]);
      expect((await bench.as(body.token, ada.orgId).get('/users')).body.users).toHaveLength(2);
    });

    it('is refused for what is no address, a member, somebody invited, and a role that is none', async () => {
      const ada = await bench.founder();
      const bob = await colleague(ada);
      const email = bench.email();
      await invite(ada, email);
      expect((await invite(ada, 'nobody')).status).toBe(400);
      expect(said(await invite(ada, bob.email))).toEqual([400, 'This person is a member already\n']);
      expect(said(await invite(ada, email))).toEqual([400, 'This person is invited already\n']);
      const unknown = { email: bench.email(), name: 'Bob', orgRoleId: randomUUID() };
      expect((await ada.in().post('/invites', unknown)).status).toBe(400);
    });

    it('is one, however often it is sent at once', async () => {
      const ada = await bench.founder();
      const [email, roles] = [bench.email(), await rolesOf(ada)];
      const answers = await Promise.all([1, 2, 3].map(() => invite(ada, email, 'Member', roles)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    });

    it('does nothing for an address that its account was never seen to read', async () => {
      const ada = await bench.founder();
      const eve = await bench.gateway.person();
      await invite(ada, eve.email);
      const { body: code } = await bench.stranger.as(eve.token).post('/accounts/sign_in_codes');
      const { body } = await bench.stranger.post('/accounts/sign_in', { pin: code, isSignInCode: true });
      expect(said(await bench.as(body.token, ada.orgId).get('/orgs/session'))).toEqual([
        401,
        'not a member of org\n',
      ]);
      expect(idsOf(await bench.as(body.token).get('/orgs'))).not.toContain(ada.orgId);
      const proven = await bench.signIn(eve.email);
      expect((await bench.as(proven.body.token, ada.orgId).get('/orgs/session')).status).toBe(200);
    });

    it('can be withdrawn, and then leads nowhere', async () => {
      const ada = await bench.founder();
      const bob = await bench.person();
      await invite(ada, bob.email);
      const [pending] = (await ada.in().get('/invites/pending')).body;
      expect((await ada.in().delete(`/invites/${pending.id}`)).status).toBe(204);
      expect(said(await bob.in(ada.orgId).get('/orgs/session'))).toEqual([401, 'not a member of org\n']);
      expect((await ada.in().delete(`/invites/${pending.id}`)).status).toBe(404);
    });

    it('of another organization is not found, and stays', async () => {
      const [ada, eve] = [await bench.founder(), await bench.founder()];
      await invite(ada, bench.email());
      const [pending] = (await ada.in().get('/invites/pending')).body;
      expect((await eve.in().delete(`/invites/${pending.id}`)).status).toBe(404);
      expect((await eve.in().get('/invites/all')).body).toEqual([]);
      expect(idsOf(await ada.in().get('/invites/pending'))).toEqual([pending.id]);
    });
  });

  describe('roles', () => {
    it('are listed to owners and administrators only', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      expect(Object.keys(roles)).toEqual(['Owner', 'Admin', 'Member', 'Viewer']);
      const [admin, member] = [await colleague(ada, 'Admin', roles), await colleague(ada, 'Member', roles)];
      expect((await admin.in().get('/orgs/roles')).status).toBe(200);
      const { status, body } = await member.in().get('/orgs/roles');
      expect([status, body]).toEqual([403, 'Only owners and administrators may do this\n']);
    });

    it('say whom somebody may invite and remove', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      const people = {
        admin: await colleague(ada, 'Admin', roles),
        member: await colleague(ada, 'Member', roles),
        viewer: await colleague(ada, 'Viewer', roles),
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

    it('are what they are called on the other surfaces', async () => {
      const ada = await bench.founder();
      const roles = await rolesOf(ada);
      const expected = { Owner: 'admin', Admin: 'admin', Member: 'operator', Viewer: 'viewer' };
      for (const [label, role] of Object.entries(expected)) {
        const { id } = await colleague(ada, label, roles);
        expect(
          await bench.installation.sql('SELECT role FROM membership WHERE user_id = $1 AND org_id = $2', [
            id,
            ada.orgId,
          ]),
        ).toEqual([{ role }]);
      }
    });
  });

  describe('a removal', () => {
    it('ends access at once, in every process, and leaves other organizations alone', async () => {
      const ada = await bench.founder();
      const bob = await colleague(ada);
      const second = await bench.installation.startGateway();
      const elsewhere = second.client.with(VERSION).as(bearer(bob.token, ada.orgId));
      expect((await elsewhere.get('/orgs/session')).status).toBe(200);
      expect((await ada.in().delete(`/orgs/users/${bob.id}`)).status).toBe(204);
      expect(said(await bob.in().get('/orgs/session'))).toEqual([401, 'not a member of org\n']);
      const gone = async () => (await elsewhere.get('/orgs/session')).status === 401;
      await eventually(gone, 'the other process to know');
      expect((await bob.in('').get('/orgs')).status).toBe(200);
      expect((await ada.in().get('/users')).body.users).toHaveLength(1);
      await second.close();
    });

    it('takes the open invitation along', async () => {
      const ada = await bench.founder();
      const bob = await colleague(ada);
      await bench.installation.sql(
        `INSERT INTO organization_invite (org_id, email, name, role, inviter_id) VALUES ($1, $2, 'Bob', 'owner', $3)`,
        [ada.orgId, bob.email, ada.id],
      );
      await ada.in().delete(`/orgs/users/${bob.id}`);
      expect((await bob.in().get('/orgs/session')).status).toBe(401);
      expect((await ada.in().get('/invites/pending')).body).toEqual([]);
    });

    it('is refused for strangers, another organization’s people, and the only owner', async () => {
      const [ada, eve] = [await bench.founder(), await bench.founder()];
      const remove = (id: string) => ada.in().delete(`/orgs/users/${id}`);
      expect((await remove(randomUUID())).status).toBe(403);
      expect(said(await remove(eve.id))).toEqual([403, 'This person is not a member of the organization\n']);
      expect(said(await remove(ada.id))).toEqual([403, 'The only owner cannot be removed\n']);
      expect((await eve.in().get('/orgs/session')).status).toBe(200);
    });

    it('keeps one of two owners who remove each other at once', async () => {
      const ada = await bench.founder();
      const bob = await colleague(ada, 'Owner');
      const answers = await Promise.all([
        ada.in().delete(`/orgs/users/${bob.id}`),
        bob.in().delete(`/orgs/users/${ada.id}`),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
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

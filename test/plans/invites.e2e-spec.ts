import { randomUUID } from 'node:crypto';
import { eventually } from '@muster/testing';
import { bearer, idsOf, PlanBench, said, VERSION } from './plan-bench';
import { colleague, invite, rolesOf } from './people';

describe('people in organizations of the plan surface', () => {
  let bench: PlanBench;

  beforeAll(async () => {
    bench = await PlanBench.open();
  });

  afterAll(() => bench.close());

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
      expect([status, idsOf({ body: body.orgs })]).toEqual([201, [ada.orgId]]);
      expect((await bench.as(body.token, ada.orgId).get('/users')).body.users).toHaveLength(2);
    });

    it('is refused for what is no address, a member, somebody invited, and a role that is none', async () => {
      const ada = await bench.founder();
      const bob = await colleague(bench, ada);
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

  describe('a removal', () => {
    it('ends access at once, in every process, and leaves other organizations alone', async () => {
      const ada = await bench.founder();
      const bob = await colleague(bench, ada);
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
      const bob = await colleague(bench, ada);
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
      const bob = await colleague(bench, ada, 'Owner');
      const answers = await Promise.all([
        ada.in().delete(`/orgs/users/${bob.id}`),
        bob.in().delete(`/orgs/users/${ada.id}`),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
    });
  });
});

import { eventually } from '@muster/testing';
import { administrator } from '../support/administrator';
import type { ApiResponse } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, member, outcome, signIn, stranger, STRONG } from '../support/members';

const FRESH = 'Another-Horse-8-Battery';
const MAIL = 'A new password for Muster';

describe('by mail', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeEach(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterEach(() => installation.close());

  const mails = async (to: string, subject: string): Promise<string[]> => {
    const rows = await installation.sql<{ text: string }>(
      'SELECT text FROM mail WHERE recipient = $1 AND subject = $2 ORDER BY created_at',
      [to, subject],
    );
    return rows.map(({ text }) => text);
  };
  const tokenIn = (text = ''): string => /token: (al_[\w-]{43})$/m.exec(text)?.[1] ?? 'none';
  const linkedIn = (text = ''): string => /&token=(al_[\w-]{43})$/m.exec(text)?.[1] ?? 'none';
  const forgot = (email: string): Promise<ApiResponse> =>
    gateway.client.post(`${AUTH}/password/forgot`, { email });
  const reset = (token: string, new_password = FRESH): Promise<ApiResponse> =>
    gateway.client.post(`${AUTH}/password/reset`, { token, new_password });

  /** The token of the so-manieth mail for a forgotten password. */
  async function resetToken(email: string, number = 1): Promise<string> {
    await forgot(email);
    const all = await eventually(async () => {
      const texts = await mails(email, MAIL);
      return texts.length >= number ? texts : undefined;
    });
    return tokenIn(all.at(-1));
  }

  describe('a forgotten password', () => {
    it('is replaced by whoever reads the mail, and ends every session', async () => {
      const ada = await member(gateway.client);
      const token = await resetToken(ada.account.email);
      const { status, body } = await reset(token);
      expect([status, body.message]).toEqual([200, 'Password changed']);
      expect((await ada.client.get(`${AUTH}/me`)).status).toBe(401);
      const { refresh_token } = ada.tokens;
      expect((await gateway.client.post(`${AUTH}/refresh`, { refresh_token })).status).toBe(401);
      expect((await signIn(gateway.client, ada.account)).status).toBe(401);
      const { body: again } = await signIn(gateway.client, { ...ada.account, password: FRESH });
      expect(again.user.email_verified).toBe(true);
    });

    it('is answered alike, whether or not there is such an account', async () => {
      const ada = await member(gateway.client);
      const [known, unknown] = [await forgot(ada.account.email), await forgot(stranger().email)];
      expect([known.status, unknown.status]).toEqual([202, 202]);
      expect(known.body).toEqual(unknown.body);
    });

    it('is not mailed about to somebody who is switched off', async () => {
      const ada = await member(gateway.client);
      await installation.sql('UPDATE app_user SET active = false WHERE id = $1', [ada.user.id]);
      expect((await forgot(ada.account.email)).status).toBe(202);
      // Whatever it has begun it ends before it stops.
      await gateway.close();
      expect(await mails(ada.account.email, MAIL)).toEqual([]);
    });

    it('takes a token once, for half an hour, and the newest one only', async () => {
      const ada = await member(gateway.client);
      const [old, token] = [await resetToken(ada.account.email), await resetToken(ada.account.email, 2)];
      expect(outcome(await reset(old))).toEqual([400, 'AUTH_004']);
      const twice = await Promise.all([reset(token), reset(token, `${FRESH}-2`)]);
      expect(twice.map(({ status }) => status).sort()).toEqual([200, 400]);
      const late = await resetToken(ada.account.email, 3);
      await installation.sql(`UPDATE account_link SET expires_at = now() - interval '1 second'`);
      expect(outcome(await reset(late))).toEqual([400, 'AUTH_004']);
      expect(outcome(await reset(`al_${'A'.repeat(43)}`))).toEqual([400, 'AUTH_004']);
    });

    it('must be followed by one that the rules like, and a refused one costs no mail', async () => {
      const ada = await member(gateway.client);
      const token = await resetToken(ada.account.email);
      for (const [password, code] of [
        ['short', 'AUTH_011'],
        ['Lovelace-1815-Ada!', 'AUTH_011'],
        [STRONG, 'AUTH_012'],
      ] as const)
        expect(outcome(await reset(token, password))).toEqual([400, code]);
      expect((await reset(token)).status).toBe(200);
    });

    it('is mailed for five times an hour, and to the address of the account alone', async () => {
      const ada = await member(gateway.client);
      for (let number = 1; number <= 5; number += 1) await resetToken(ada.account.email, number);
      expect((await forgot(ada.account.email)).status).toBe(202);
      const token = tokenIn((await mails(ada.account.email, MAIL)).at(-1));
      await installation.sql('UPDATE app_user SET email = $1 WHERE id = $2', [stranger().email, ada.user.id]);
      expect(outcome(await reset(token))).toEqual([400, 'AUTH_004']);
      expect(await mails(ada.account.email, MAIL)).toHaveLength(5);
    });

    it('leaves the second factor as it is', async () => {
      const ada = await member(gateway.client);
      const token = await resetToken(ada.account.email);
      await installation.sql('UPDATE app_user SET mfa_enabled = true WHERE id = $1', [ada.user.id]);
      await reset(token);
      const { body } = await signIn(gateway.client, { ...ada.account, password: FRESH });
      expect(body).toMatchObject({ mfa_required: true });
    });

    it('is in the audit trail without the token, which the database does not know either', async () => {
      const ada = await member(gateway.client);
      const token = await resetToken(ada.account.email);
      await reset(token);
      const admin = await administrator(gateway);
      const { body } = await admin.get('/api/v1/admin/audit', { query: { action: 'auth.password_reset' } });
      expect(body.items[0]).toMatchObject({ actor_id: ada.user.id });
      const [all] = await installation.sql<{ text: string }>(
        `SELECT (SELECT string_agg(e::text, ' ') FROM audit_entry e) || (SELECT string_agg(l::text, ' ') FROM account_link l) AS text`,
      );
      expect(all?.text).not.toContain(token);
    });

    it.each([
      ['that the settings name', { ACCOUNT_PAGE_URL: 'https://app.example/me' }, 'https://app.example/me'],
      ['of the gateway itself', {}, 'https://muster.example/account'],
    ])('leads to the page %s, with the token where no server sees it', async (_, more, page) => {
      const other = await installation.startGateway({ PUBLIC_URL: 'https://muster.example', ...more });
      const ada = await member(other.client);
      await other.client.post(`${AUTH}/password/forgot`, { email: ada.account.email });
      const text = await eventually(async () => (await mails(ada.account.email, MAIL))[0]);
      expect(text).toContain(`${page}#action=reset-password&token=al_`);
      await other.client.post(`${AUTH}/password/reset`, { token: linkedIn(text), new_password: FRESH });
      const notice = (await mails(ada.account.email, 'The password of your Muster account was changed'))[0];
      const own = `${page}#action=forgot-password`;
      // Another page may know no such thing.
      if (page.endsWith('/account')) expect(notice).toContain(own);
      else expect(notice).not.toContain(page);
    });

    it('leads to no page that only the request names', async () => {
      const ada = await member(gateway.client);
      await fetch(`${gateway.url}${AUTH}/password/forgot`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: 'https://evil.example',
          'x-forwarded-host': 'evil.example',
        },
        body: JSON.stringify({ email: ada.account.email }),
      });
      const text = await eventually(async () => (await mails(ada.account.email, MAIL))[0]);
      expect(text).not.toContain('http');
      expect(text).toContain('the page /account of your Muster');
    });
  });

  describe('an address', () => {
    const confirm = (token: string) => gateway.client.post(`${AUTH}/email/verify`, { token });

    it('is confirmed by the mail that comes with the account, once', async () => {
      const ada = await member(gateway.client);
      expect(ada.user.email_verified).toBe(false);
      const [text] = await mails(ada.account.email, 'Your address on Muster');
      const token = tokenIn(text);
      expect(outcome(await reset(token))).toEqual([400, 'AUTH_004']);
      expect((await confirm(token)).status).toBe(200);
      expect((await ada.client.get(`${AUTH}/me`)).body.email_verified).toBe(true);
      expect(outcome(await confirm(token))).toEqual([400, 'AUTH_004']);
      await ada.client.post(`${AUTH}/email/confirmation`, {});
      expect(await mails(ada.account.email, 'Your address on Muster')).toHaveLength(1);
    });

    it('has to be confirmed anew when it changes, and the old mail does not do', async () => {
      const ada = await member(gateway.client);
      const old = tokenIn((await mails(ada.account.email, 'Your address on Muster'))[0]);
      const { email } = stranger();
      await ada.client.put(`${AUTH}/me`, { email, current_password: STRONG });
      expect(outcome(await confirm(old))).toEqual([400, 'AUTH_004']);
      const { status } = await confirm(tokenIn((await mails(email, 'Your address on Muster'))[0]));
      expect(status).toBe(200);
    });
  });
});

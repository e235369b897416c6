import { eventually, MailServer } from '@muster/testing';
import { TOTP } from 'otpauth';
import { AppModule as NotifierModule } from '../../apps/notifier/src/app.module';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, member, type Member, signIn, stranger, STRONG } from '../support/members';

const FRESH = 'Another-Horse-8-Battery';
const KEYS = '/api/v1/security/api-keys';

describe('what people are written about their account', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Member;

  beforeEach(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    ada = await member(gateway.client);
    await installation.sql('DELETE FROM mail');
  });

  afterEach(() => installation.close());

  const mails = (to = ada.account.email): Promise<{ subject: string; text: string }[]> =>
    installation.sql('SELECT subject, text FROM mail WHERE recipient = $1 ORDER BY created_at', [to]);
  const subjects = async (to?: string): Promise<string[]> => (await mails(to)).map(({ subject }) => subject);
  const changePassword = (from: string, to: string) =>
    ada.client.post(`${AUTH}/change-password`, { current_password: from, new_password: to });

  it('goes to the mail server: what was changed, when, from where, and what to do if it was not they', async () => {
    const server = await MailServer.start();
    await installation.startApp(NotifierModule, { SMTP_URL: server.url() });
    await changePassword(STRONG, FRESH);
    const mail = await eventually(() => Promise.resolve(server.received[0]), 'the mail');
    expect(mail.to).toEqual([ada.account.email]);
    const [username] = ada.account.email.split('@');
    expect(mail.raw).toContain('Subject: The password of your Muster account was changed');
    expect(mail.raw).toContain(`your account ${username} on Muster`);
    expect(mail.raw).toMatch(/When: \d{1,2} \w+ \d{4} at \d\d:\d\d UTC\r?\nFrom: 127\.0\.0\.1\r?\n/);
    expect(mail.raw).toContain('If it was not you');
    expect(mail.raw).not.toContain(FRESH);
    await server.close();
  });

  it('tells of a password that was replaced by mail', async () => {
    await gateway.client.post(`${AUTH}/password/forgot`, { email: ada.account.email });
    const link = await eventually(async () => (await mails())[0]?.text);
    const token = /token: (al_\S+)/.exec(link)?.[1];
    await gateway.client.post(`${AUTH}/password/reset`, { token, new_password: FRESH });
    const [, notice] = await mails();
    expect(notice?.subject).toBe('The password of your Muster account was changed');
    expect(notice?.text).toContain('If it was not you:\nChoose a new password at once, as if');
    expect(notice?.text).not.toContain(token);
  });

  it('tells the old address that it is none of theirs any more, and the new one whose it is', async () => {
    const { email } = stranger();
    await ada.client.put(`${AUTH}/me`, { email, current_password: STRONG });
    const [old, ...more] = await mails();
    expect([old?.subject, more]).toEqual(['The address of your Muster account was changed', []]);
    expect(old?.text).toContain('has another address from now on');
    expect(old?.text).not.toContain(email);
    const [fresh] = await mails(email);
    expect(fresh?.text).toContain('has this address from now on');
    expect(fresh?.text).toContain('If the account is not yours, you need not do anything.');
  });

  it('tells of a second factor from its first code to its end, and of each backup code', async () => {
    const { body: setup } = await ada.client.post(`${AUTH}/mfa/setup`, {});
    const code = new TOTP({ secret: setup.secret }).generate();
    const { body } = await ada.client.post(`${AUTH}/mfa/verify`, { code });
    await signIn(gateway.client, ada.account, { totp_code: body.backup_codes[0] });
    await ada.client.post(`${AUTH}/mfa/disable`, { code: body.backup_codes[1] });
    const all = await mails();
    expect(all.map(({ subject }) => subject)).toEqual([
      'A second factor for your Muster account',
      'A backup code of your Muster account was used',
      'A backup code of your Muster account was used',
      'The second factor of your Muster account was switched off',
    ]);
    expect(all[1]?.text).toContain('9 more are left.');
    const told = all.map(({ text }) => text).join('\n');
    for (const secret of [setup.secret, code, ...body.backup_codes]) expect(told).not.toContain(secret);
  });

  it('tells of an API key by what lists show of it, three times an hour', async () => {
    const name = 'Buy at https://shop.example';
    const made = await ada.client.post(KEYS, { name, scopes: ['read', 'write'] });
    for (let more = 0; more < 3; more += 1) await ada.client.post(KEYS, { name, scopes: ['read'] });
    const all = await mails();
    expect(all).toHaveLength(3);
    expect(all[0]?.text).toContain(`Begins with: ${made.body.key_prefix}\nMay: read, write\n`);
    expect(all[0]?.text).not.toContain(made.body.key);
    // The account may name anybody's address.
    expect(all[0]?.text).not.toContain('shop.example');
    const last = 'no further mail tells of it';
    expect(all.map(({ text }) => text.includes(last))).toEqual([false, false, true]);
  });

  it('tells of a change through the step API, too', async () => {
    const one = await gateway.person();
    const { email } = stranger();
    await one.client.patch('/users/me', { email });
    expect(await subjects(one.email)).toEqual(['The address of your Muster account was changed']);
    expect(await subjects(email)).toEqual(['The address of your Muster account was changed']);
  });

  it('lets changes through where no mail can be sent', async () => {
    const one = await gateway.person({ email: '"quoted mail"@example.com' });
    const { status } = await one.client.put('/users/me/password', {
      currentPassword: 'correct horse battery',
      newPassword: FRESH,
    });
    expect(status).toBe(200);
    expect(await installation.sql('SELECT FROM mail')).toEqual([]);
  });

  it('is silent about what did not happen', async () => {
    await changePassword('wrong', FRESH);
    await ada.client.put(`${AUTH}/me`, { email: stranger().email, current_password: 'wrong' });
    await ada.client.post(KEYS, { name: 'CI', scopes: ['nonsense'] });
    expect(await installation.sql('SELECT FROM mail')).toEqual([]);
  });
});

import { eventually } from '@muster/testing';
import { AUTH, member, type Member, outcome, signIn, stranger } from '../support/members';
import { inBrowser, picture } from './browser';
import { Viewer } from './viewer';

const FRESH = 'Another-Horse-8-Battery';

inBrowser('the page of accounts', () => {
  let viewer: Viewer;
  let ada: Member;

  beforeAll(async () => {
    viewer = await Viewer.start();
  });

  afterAll(() => viewer.close());

  beforeEach(async () => {
    ada = await member(viewer.gateway.client);
    await viewer.newPage();
  });

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  const heading = (name: string) => viewer.page.getByRole('heading', { level: 1, name }).waitFor();
  const press = (name: string) => viewer.page.getByRole('button', { name }).click();
  const field = (name: string) => viewer.page.locator('form:visible').getByLabel(name, { exact: true });
  const focused = (): Promise<string> =>
    viewer.page.evaluate('document.activeElement.name || document.activeElement.id');

  /** The token of the newest mail with this subject. */
  const tokenFor = (subject: string): Promise<string> =>
    eventually(async () => {
      const [mail] = await viewer.installation.sql<{ text: string }>(
        'SELECT text FROM mail WHERE recipient = $1 AND subject = $2 ORDER BY created_at DESC LIMIT 1',
        [ada.account.email, subject],
      );
      return /al_[\w-]{43}/.exec(mail?.text ?? '')?.[0];
    });

  async function resetToken(): Promise<string> {
    await viewer.gateway.client.post(`${AUTH}/password/forgot`, { email: ada.account.email });
    return tokenFor('A new password for Muster');
  }

  const goToReset = (token: string) => viewer.goToPath(`/account#action=reset-password&token=${token}`);

  it('leads from a forgotten password to a new one', async () => {
    await viewer.goToPath('/account');
    await heading('A new password');
    expect(await focused()).toBe('email');
    await picture(viewer.page, 'account-forgot');
    await field('E-mail').fill(ada.account.email);
    await press('Send me a link');
    await heading('Look into your mail');
    expect(await focused()).toBe('title');
    await goToReset(await tokenFor('A new password for Muster'));
    await heading('Choose a new password');
    expect(await focused()).toBe('password');
    await field('New password').fill(FRESH);
    await picture(viewer.page, 'account-reset');
    await viewer.page.keyboard.press('Enter');
    await heading('Your password is set');
    expect(await focused()).toBe('title');
    await picture(viewer.page, 'account-done');
    const { client } = viewer.gateway;
    expect((await signIn(client, { ...ada.account, password: FRESH })).status).toBe(200);
    expect((await ada.client.get(`${AUTH}/me`)).status).toBe(401);
  });

  it('keeps the token out of the address, the title, the store of the browser and what is sent elsewhere', async () => {
    const token = await resetToken();
    const asked: string[] = [];
    viewer.page.on('request', (request) => asked.push(request.url() + JSON.stringify(request.headers())));
    await goToReset(token);
    await heading('Choose a new password');
    expect(viewer.page.url()).toBe(`${viewer.gateway.url}/account#action=reset-password`);
    const kept = await viewer.page.evaluate(
      'JSON.stringify([history.state, document.title, { ...localStorage }, { ...sessionStorage }])',
    );
    expect(kept).not.toContain(token);
    expect(await field('Token from the mail').isVisible()).toBe(false);
    await field('New password').fill(FRESH);
    await press('Set the password');
    await heading('Your password is set');
    expect(asked.join('\n')).not.toContain(token);
    await viewer.page.goBack();
    expect(viewer.page.url()).not.toContain(token);
  });

  it('says what a password lacks, and takes a better one by the same link', async () => {
    await goToReset(await resetToken());
    await field('New password').fill('short');
    await press('Set the password');
    const alert = viewer.page.getByRole('alert').filter({ hasText: 'too weak' });
    await alert.getByText('must have at least 12 characters').waitFor();
    expect(await alert.getByRole('listitem').count()).toBeGreaterThan(1);
    expect(await focused()).toBe('password');
    expect(await field('New password').getAttribute('aria-invalid')).toBe('true');
    await picture(viewer.page, 'account-weak');
    await field('Show it').check();
    expect(await field('New password').getAttribute('type')).toBe('text');
    await field('New password').fill(FRESH);
    await press('Set the password');
    await heading('Your password is set');
  });

  it('says that a link is of no use any more, and sends another', async () => {
    await goToReset(`al_${'A'.repeat(43)}`);
    await field('New password').fill(FRESH);
    await press('Set the password');
    await viewer.page.getByRole('alert').filter({ hasText: 'The link is not valid' }).waitFor();
    expect(await focused()).toBe('token');
    await picture(viewer.page, 'account-link');
    await press('Send me another link');
    await heading('A new password');
    expect(await focused()).toBe('email');
  });

  it('takes a token that was mailed without an address', async () => {
    const token = await resetToken();
    await viewer.goToPath('/account#action=reset-password');
    await field('Token from the mail').fill(token);
    await field('New password').fill(FRESH);
    await press('Set the password');
    await heading('Your password is set');
  });

  it('confirms an address, but only when its owner says so', async () => {
    const token = await tokenFor('Your address on Muster');
    await viewer.goToPath(`/account#action=confirm-email&token=${token}`);
    await heading('Confirm your address');
    await picture(viewer.page, 'account-confirm');
    expect((await ada.client.get(`${AUTH}/me`)).body.email_verified).toBe(false);
    await press('Confirm the address');
    await heading('Your address is confirmed');
    expect((await ada.client.get(`${AUTH}/me`)).body.email_verified).toBe(true);
    const again = await viewer.gateway.client.post(`${AUTH}/email/verify`, { token });
    expect(outcome(again)).toEqual([400, 'AUTH_004']);
  });

  it('does what another mail says that is opened in the same tab', async () => {
    await goToReset(await resetToken());
    await viewer.page.evaluate(`location.assign('#action=confirm-email&token=another')`);
    await heading('Confirm your address');
    expect(viewer.page.url()).not.toContain('another');
    expect(await field('New password').isVisible()).toBe(false);
  });

  it('tells nobody whether an address has an account', async () => {
    await viewer.goToPath('/account#action=no-such-thing');
    await field('E-mail').fill(stranger().email);
    await press('Send me a link');
    await heading('Look into your mail');
  });

  it.each([
    ['on a phone', { viewport: { width: 360, height: 640 } }],
    ['in the dark', { colorScheme: 'dark' as const }],
  ])('fits %s', async (where, options) => {
    await viewer.closePage();
    await viewer.newPage(options);
    await goToReset('al_x');
    await heading('Choose a new password');
    expect(await viewer.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await viewer.isInView('#reset-password [type=submit]')).toBe(true);
    await picture(viewer.page, `account-${where.replaceAll(' ', '-')}`);
  });
});

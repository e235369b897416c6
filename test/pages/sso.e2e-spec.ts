import { FalseIssuer } from '@muster/testing';
import { administrator } from '../support/administrator';
import { AUTH } from '../support/members';
import { inBrowser, picture } from './browser';
import { Viewer } from './viewer';

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

inBrowser('a sign-in by a provider that fails', () => {
  let viewer: Viewer;
  let issuer: FalseIssuer;

  beforeAll(async () => {
    viewer = await Viewer.start([], { OUTBOUND_ALLOW: '127.0.0.1' });
    issuer = await FalseIssuer.start();
    const admin = await administrator(viewer.gateway);
    const provider = { name: 'Corp', issuer: issuer.url, client_id: 'muster', client_secret: 'between us' };
    for (const [slug, more] of [
      ['corp', {}],
      ['gone', { issuer: 'http://127.0.0.1:9' }],
    ] as const)
      await admin.post('/api/v1/security/identity-providers', { slug, ...provider, ...more });
  });

  afterAll(async () => {
    await issuer.close();
    await viewer.close();
  });

  beforeEach(() => viewer.newPage());

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  const sso = (path: string) => `${AUTH}/sso/${path}`;
  const heading = (name: string) => viewer.page.getByRole('heading', { level: 1, name }).waitFor();

  it('says on a page that it was not begun here, and drops what came along from the address', async () => {
    const answer = await viewer.page.goto(
      `${viewer.gateway.url}${sso('corp/callback?code=c0de&state=st4te')}`,
    );
    expect(answer?.status()).toBe(401);
    await heading('This sign-in is over');
    await viewer.page.getByText('Go back to where you wanted to sign in').waitFor();
    expect(viewer.page.url()).toBe(viewer.gateway.url + sso('corp/callback'));
    expect(await viewer.page.content()).not.toMatch(/c0de|st4te/);
    await picture(viewer.page, 'sso');
  });

  it('says so when the provider let nobody in', async () => {
    const { page, gateway } = viewer;
    const begun = await page.request.get(gateway.url + sso('corp/start'), { maxRedirects: 0 });
    const said = {
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
      state: new URL(begun.headers().location ?? '').searchParams.get('state') ?? '',
    };
    await viewer.goToPath(`${sso('corp/callback')}?${new URLSearchParams(said).toString()}`);
    await heading('You were not signed in');
    await viewer.page.getByText('access_denied').waitFor();
    expect(await viewer.page.content()).not.toContain('alert(1)');
  });

  it.each([
    ['nobody/start', 404, 'There is no such way in'],
    ['gone/start', 503, 'Your identity provider cannot be used'],
    [
      `corp/start?return_to=${encodeURIComponent('https://elsewhere.example')}`,
      422,
      'This address leads nowhere',
    ],
  ])('says at %s what the matter is', async (path, status, title) => {
    expect((await viewer.page.goto(viewer.gateway.url + sso(path)))?.status()).toBe(status);
    await heading(title);
  });

  it('tells the number by which an administrator finds it', async () => {
    const answer = await viewer.page.goto(viewer.gateway.url + sso('nobody/start'));
    const [id] = await viewer.texts('code');
    expect(id).toBe((await answer?.allHeaders())?.['x-request-id']);
  });

  it('is answered as before to programs', async () => {
    for (const accept of ['application/json', '*/*', 'application/json, text/html']) {
      const response = await fetch(viewer.gateway.url + sso('corp/callback'), { headers: { accept } });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        401,
        'application/json; charset=utf-8',
      ]);
      expect(((await response.json()) as { details: object }).details).toEqual({ reason: 'sso_state' });
    }
    const page = await fetch(viewer.gateway.url + sso('corp/callback'), { headers: { accept: HTML } });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  });
});

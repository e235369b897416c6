import { loadSettings } from '@muster/platform';
import { MailSettings } from '../mail.settings';
import { MailRoute } from './mail-route';

const SMTP_URL = 'smtps://env:secret@mail.example.com:2465';
const routeWith = (env: Record<string, string> = {}): MailRoute =>
  new MailRoute(loadSettings([MailSettings], env)[0]);

describe('the way mail goes', () => {
  it('is what the environment says, or no server at all, until somebody says otherwise', () => {
    expect(routeWith().smtpUrl).toBeUndefined();
    const route = routeWith({ SMTP_URL, MAIL_FROM: 'a@example.com' });
    expect([route.smtpUrl, route.from]).toEqual([SMTP_URL, 'a@example.com']);
    route.use({ host: '', from: '', password: '' });
    expect([route.smtpUrl, route.from]).toEqual([SMTP_URL, 'a@example.com']);
  });

  it.each([
    [{ host: 'other.example.com' }, 'smtp://other.example.com:587'],
    [{ host: 'other.example.com', port: '465' }, 'smtps://other.example.com:465'],
    [{ host: '::1', port: '25' }, 'smtp://[::1]:25'],
    [{ host: 'h', user: 'a@b', password: 'p:/?#@' }, 'smtp://a%40b:p%3A%2F%3F%23%40@h:587'],
    [{ port: '25' }, 'smtp://env:secret@mail.example.com:25'],
  ])('with %j is %s', (overrides, expected) => {
    const route = routeWith({ SMTP_URL });
    route.use(overrides);
    const [is, wanted] = [new URL(route.smtpUrl ?? ''), new URL(expected)];
    for (const part of ['protocol', 'hostname', 'port'] as const) expect(is[part]).toBe(wanted[part]);
    for (const part of ['username', 'password'] as const)
      expect(decodeURIComponent(is[part])).toBe(decodeURIComponent(wanted[part]));
  });
});

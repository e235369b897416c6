import { loadSettings } from '@muster/platform';
import { MailSettings } from './mail.settings';

describe('settings of mail', () => {
  it('have a sender when none is given', () => {
    expect(loadSettings([MailSettings], {})[0]).toMatchObject({
      ...{ mailFrom: 'Muster <muster@localhost>', smtpTimeoutSeconds: 60 },
    });
  });

  it.each(['agents@example.com', 'The Agents <agents@example.com>'])('take %s as a sender', (sender) => {
    expect(loadSettings([MailSettings], { MAIL_FROM: sender })[0].mailFrom).toBe(sender);
  });

  it.each([
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
    ['SMTP_URL', 'http://example.com'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['SMTP_TIMEOUT_SECONDS', '0'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => loadSettings([MailSettings], { [name]: value })).toThrow(name);
  });
});

import { IsEmail } from 'class-validator';
import { IntSetting, StringSetting, UrlSetting } from '@muster/platform';

/** How mail leaves the house. */
export class MailSettings {
  @UrlSetting('SMTP_URL', {
    about:
      'mail server, `smtp://user:password@host:587` or `smtps://…`; unset: one `.eml` file per mail in `mail` in `DATA_DIR`',
    protocols: ['smtp', 'smtps'],
    secret: true,
  })
  smtpUrl?: string;

  @IsEmail(
    { allow_display_name: true, require_tld: false },
    { message: '$property must be an e-mail address' },
  )
  @StringSetting('MAIL_FROM', { about: 'sender of every mail', default: 'Muster <muster@localhost>' })
  mailFrom: string;

  @IntSetting('SMTP_TIMEOUT_SECONDS', {
    about: 'how long handing over one mail may take',
    default: 60,
    min: 1,
    max: 600,
  })
  smtpTimeoutSeconds: number;
}

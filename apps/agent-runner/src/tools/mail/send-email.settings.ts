import { FlagSetting } from '@muster/platform';

/** Whether agents write mail. */
export class SendEmailSettings {
  @FlagSetting('SEND_EMAIL', {
    about:
      'whether agents may send mail (`send_email`), each after a person has confirmed it; it takes an account, and leaves as `SMTP_URL` says',
    default: true,
  })
  sendEmail: boolean;
}

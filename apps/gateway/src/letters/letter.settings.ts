import { UrlSetting } from '@muster/platform';

/** What mails about accounts lead to. */
export class LetterSettings {
  @UrlSetting('ACCOUNT_PAGE_URL', {
    about:
      'page of a client to which mails about forgotten passwords and new addresses lead, with `#action=reset-password` or `#action=confirm-email` and `&token=…` behind it; unset: they carry the token alone',
    protocols: ['http', 'https'],
  })
  accountPage?: string;
}

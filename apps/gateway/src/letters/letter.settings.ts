import { UrlSetting } from '@muster/platform';

/** What mails about accounts lead to. */
export class LetterSettings {
  @UrlSetting('ACCOUNT_PAGE_URL', {
    about:
      'page to which mails about forgotten passwords and new addresses lead, with `#action=reset-password` or `#action=confirm-email` and `&token=…` behind it; unset: the gateway’s own, `/account`, where `PUBLIC_URL` is set; without both they carry the token alone',
    protocols: ['http', 'https'],
  })
  accountPage?: string;
}

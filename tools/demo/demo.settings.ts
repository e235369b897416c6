import { StringSetting, UrlSetting } from '@muster/platform';

/** Where the demo finds a Muster that runs already, and how it gets in; unset: it starts one of its own. */
export class DemoSettings {
  @UrlSetting('MUSTER_URL', { about: 'a running Muster', protocols: ['http', 'https'] })
  url?: string;

  @StringSetting('MUSTER_TOKEN', { about: 'access token or API key', secret: true })
  token?: string;

  @StringSetting('ADMIN_EMAIL', { about: 'instead of a token', default: 'admin@muster.local' })
  email: string;

  @StringSetting('ADMIN_PASSWORD', { about: 'instead of a token', secret: true })
  password?: string;

  @StringSetting('NO_COLOR', { about: 'plain text' })
  noColor?: string;
}

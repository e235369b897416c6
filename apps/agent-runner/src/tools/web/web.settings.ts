import { FlagSetting, UrlSetting } from '@muster/platform';

/** How far agents reach into the web. */
export class WebSettings {
  @UrlSetting('SEARCH_URL', {
    about:
      'SearXNG (or what answers like it) for the action `search_web`, `http://user:password@searxng:8080`; its `search.formats` must hold `json`; unset: no search',
    protocols: ['http', 'https'],
    secret: true,
  })
  searchUrl?: string;

  @FlagSetting('BROWSE_PAGES', {
    about:
      'whether agents may read pages of the web (`browse_page`); what they reach is limited by `OUTBOUND_ALLOW`',
    default: false,
  })
  browsePages: boolean;
}

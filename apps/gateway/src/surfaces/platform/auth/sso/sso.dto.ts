import { StringField } from '@muster/platform';

export class SsoStartQueryDto {
  @StringField({
    max: 2_048,
    optional: true,
    default: '/',
    about:
      'Where to go in the end, with the code behind `#sso_code=`: a path here, or on an origin that is listed',
  })
  return_to?: string;
}

/** What comes with the browser; the provider may send more. */
export class SsoCallbackQueryDto {
  @StringField({ max: 4_096, optional: true }) code?: string;
  @StringField({ max: 1_024, optional: true }) state?: string;
}

export class SsoExchangeDto {
  @StringField({ min: 1, max: 255, about: 'As it stood behind `#sso_code=`' }) code: string;
}

import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { ListSetting, StringSetting } from '@muster/platform';

/** The form in which browsers name an origin: nothing behind host and port. */
const isOrigin = (text: unknown): boolean => {
  const url = typeof text === 'string' ? URL.parse(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
};

@ValidatorConstraint()
class IsOrigin implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isOrigin(value);
  }

  defaultMessage(): string {
    return '$property must be an origin such as https://muster.example, with nothing behind it';
  }
}

/** Under which origin people reach the installation, and to which they may be sent back. */
export class OriginSettings {
  @Validate(IsOrigin)
  @StringSetting('PUBLIC_URL', {
    about:
      'origin under which browsers and programs reach the gateway, `https://muster.example`; unset: what each request says, which is as true as the proxy in front',
  })
  publicUrl?: string;

  @Validate(IsOrigin, { each: true })
  @ListSetting('SSO_RETURN_ORIGINS', {
    about: 'other origins to which single sign-on may send people back, `https://app.example`',
    default: [],
  })
  returnOrigins: string[];
}

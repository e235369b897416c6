import { isEmail, isFQDN, isIP, isURL } from 'class-validator';
import type { SettingType } from './catalog';

/** The value as it is kept, or what is wrong with it. */
export function checkedValue(
  type: SettingType,
  given: string | number | boolean,
): { value: string } | { wrong: string } {
  const value = String(given).trim();
  const wrong = CHECKS[type.kind](value, type as never);
  if (wrong) return { wrong };
  return { value: type.kind === 'flag' ? String(FLAGS[value.toLowerCase()]) : value };
}

/** What may be seen of a secret. */
export function hidden(value: string): string {
  if (value === '') return '';
  return value.length <= 8 ? '****' : `${value.slice(0, 4)}...${value.slice(-4)}`;
}

/** Whether it is what `hidden` shows of some secret, perhaps of one that is another by now, and so none itself. */
export const isHidden = (value: string): boolean => /^(\*{4}|.{4}\.{3}.{4})$/su.test(value);

const FLAGS: Record<string, boolean | undefined> = { true: true, false: false, '1': true, '0': false };

type Check<K extends SettingType['kind']> = (
  value: string,
  type: Extract<SettingType, { kind: K }>,
) => string | undefined;

const storable = (value: string, max: number): string | undefined =>
  value.length <= max && !value.includes('\0') && value.isWellFormed()
    ? undefined
    : `must be text of at most ${max} characters`;

const inRange =
  (shape: RegExp, what: string) =>
  (value: string, { min, max }: { min: number; max: number }): string | undefined =>
    shape.test(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be ${what} from ${min} to ${max}`;

const CHECKS: { [K in SettingType['kind']]: Check<K> } = {
  text: (value, { max = 2_000 }) => storable(value, max),
  secret: (value) => storable(value, 4_096),
  url: (value) =>
    value === '' || isURL(value, { protocols: ['http', 'https'], require_protocol: true, require_tld: false })
      ? undefined
      : 'must be an address with http or https',
  host: (value) =>
    value === '' || isFQDN(value, { require_tld: false }) || isIP(value)
      ? undefined
      : 'must be a host name or an address',
  sender: (value) =>
    value === '' || isEmail(value, { allow_display_name: true, require_tld: false })
      ? undefined
      : 'must be an e-mail address',
  flag: (value) => (FLAGS[value.toLowerCase()] === undefined ? 'must be true or false' : undefined),
  int: inRange(/^-?\d{1,9}$/, 'a whole number'),
  number: inRange(/^-?\d{1,9}(\.\d{1,9})?$/, 'a number'),
  choice: (value, { values }) => (values.includes(value) ? undefined : `must be one of ${values.join(', ')}`),
};

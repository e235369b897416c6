import { Secret, TOTP } from 'otpauth';

/** Seconds for which one code is shown. */
const PERIOD = 30;
const ISSUER = 'Muster';

/** One code before and one after the current one count, for clocks that differ. */
const DRIFT = 1;

/** What authenticator apps assume when they are told nothing: SHA-1, six digits, 30 seconds. */
const totp = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    period: PERIOD,
    digits: 6,
    algorithm: 'SHA1',
  });

/** 160 random bits in base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** For the authenticator app, `label` to be shown in it. */
export const totpUrl = (secret: string, label: string): string => totp(secret, label).toString();

/** Which 30 seconds, counted since 1970, the code belongs to; undefined: it is not of now. */
export function stepOf(secret: string, code: string, now = Date.now()): number | undefined {
  const delta = totp(secret, '').validate({ token: code, timestamp: now, window: DRIFT });
  return delta === null ? undefined : Math.floor(now / 1_000 / PERIOD) + delta;
}

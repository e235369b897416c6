import { randomBytes } from 'node:crypto';
import { registerSecret } from '@muster/platform';

/** For how long it lets somebody in. It is for setting another one. */
const GENERATED_HOURS = 72;

interface GeneratedPassword {
  password: string;
  passwordExpiresAt: Date;
}

export function generatePassword(): GeneratedPassword {
  const password = randomBytes(18).toString('base64url');
  registerSecret(password);
  return { password, passwordExpiresAt: new Date(Date.now() + GENERATED_HOURS * 3_600_000) };
}

import type { Request, Response } from 'express';
import { BooleanField, InvalidError, readJsonBody, StringField } from '@muster/platform';

export class PasswordLoginDto {
  @StringField({ max: 1_024 }) password: string;
}

export class DoneDto {
  @BooleanField() ok: true;
}

/** More than any password of ours. */
const MAX_BYTES = 8_192;

/** The password in the body; undefined, as if it were wrong, when there is none. Throws `InvalidError` for what is no JSON. */
export async function passwordOf(request: Request, response: Response): Promise<string | undefined> {
  try {
    await readJsonBody(request, response, MAX_BYTES);
  } catch {
    throw new InvalidError('Invalid request', undefined, 'malformed');
  }
  const { password } = Object(request.body) as { password?: unknown };
  return typeof password === 'string' ? password : undefined;
}

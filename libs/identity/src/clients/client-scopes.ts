import { InvalidError } from '@muster/platform';
import { covers } from '../api-keys/scopes';

/** Words of the standard's form: no quotes, no backslashes. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Of what a client may reach, what it asks for; all of it when it does not say. */
export function narrowed(scopes: string[], asked: string | undefined): string[] {
  if (asked === undefined || asked === '') return scopes;
  const wanted = SCOPES.test(asked) ? [...new Set(asked.split(' '))] : [];
  if (wanted.length === 0 || !wanted.every((scope) => covers(scopes, scope)))
    throw new InvalidError('The scope is not one that the client has', undefined, 'invalid_scope');
  return wanted;
}

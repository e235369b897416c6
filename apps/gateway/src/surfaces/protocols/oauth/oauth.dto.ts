import type { IssuedToken } from '@muster/identity';
import { EnumField, InvalidError, IntField, StringField } from '@muster/platform';

const GRANT = 'client_credentials';

/** What a client may say of itself in the form instead of by HTTP Basic. */
class ClientFields {
  @StringField({ max: 255, optional: true, about: 'Unless it comes by HTTP Basic' }) client_id?: string;
  @StringField({ max: 255, optional: true, about: 'Unless it comes by HTTP Basic' }) client_secret?: string;
}

export class TokenRequestDto extends ClientFields {
  @StringField({ max: 255, about: '`client_credentials`' }) grant_type: string;
  @StringField({
    max: 2_048,
    optional: true,
    about: 'Words with blanks between; left out: all that the client has',
  })
  scope?: string;
}

export class RevocationDto extends ClientFields {
  @StringField({ max: 4_096 }) token: string;
  @StringField({ max: 255, optional: true }) token_type_hint?: string;
}

export class IssuedTokenDto {
  @StringField() access_token: string;
  @EnumField(['Bearer']) token_type: 'Bearer';
  @IntField({ about: 'Seconds' }) expires_in: number;
  @StringField() scope: string;
}

/** As RFC 8414 names it. */
export class ServerMetadataDto {
  @StringField() issuer: string;
  @StringField() token_endpoint: string;
  @StringField() revocation_endpoint: string;
  @StringField({ each: true }) token_endpoint_auth_methods_supported: string[];
  @StringField({ each: true }) revocation_endpoint_auth_methods_supported: string[];
  @StringField({ each: true }) grant_types_supported: string[];
  @StringField({ each: true }) response_types_supported: string[];
  @StringField({ each: true }) scopes_supported: string[];
}

/** The scope that is asked for. Throws `InvalidError` with reason `unsupported_grant_type` for any other grant. */
export function scopeOf({ grant_type, scope }: TokenRequestDto): string | undefined {
  if (grant_type === GRANT) return scope;
  throw new InvalidError(`The only grant is ${GRANT}`, undefined, 'unsupported_grant_type');
}

export const toIssuedTokenDto = ({ token, expiresIn, scopes }: IssuedToken): IssuedTokenDto => ({
  access_token: token,
  token_type: 'Bearer',
  expires_in: expiresIn,
  scope: scopes.join(' '),
});

export const toServerMetadataDto = (issuer: string, methods: string[]): ServerMetadataDto => ({
  issuer,
  token_endpoint: `${issuer}/oauth/token`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  token_endpoint_auth_methods_supported: methods,
  revocation_endpoint_auth_methods_supported: methods,
  grant_types_supported: [GRANT],
  // Nobody is sent here to agree to anything.
  response_types_supported: [],
  scopes_supported: ['read', 'write', 'admin'],
});

import {
  BooleanField,
  DateField,
  EnumField,
  InvalidError,
  ListField,
  StringField,
  UuidField,
} from '@muster/platform';
import {
  type IssuerReport,
  type ProviderChange,
  type ProviderDetails,
  type ProviderInput,
  type Role,
  ROLES,
} from '@muster/identity';
import { callbackAddress, startAddress } from '../../auth/sso/sso-browser';
import { ListDto } from '../../lists/list.dto';

const WORD = { min: 1, max: 255, trim: true };
const CLAIM = { min: 1, max: 200 };
const LIST = { each: true, optional: true };

const SLUG = { min: 1, max: 63, about: 'In the address where people begin' };
const ISSUER = { ...WORD, max: 2_048, about: 'Exactly as it calls itself' };
const CLIENT = { ...WORD, about: 'What we are called there' };

class ProviderOptionsDto {
  @StringField({
    max: 2_048,
    optional: true,
    about: 'Never shown again; empty: none is sent. With another issuer it has to be sent again',
  })
  client_secret?: string;
  @StringField({ ...LIST, min: 1, max: 200, maxItems: 30, about: '`openid` is always among them' })
  scopes?: string[];
  @StringField({ ...CLAIM, optional: true }) email_claim?: string;
  @StringField({ ...CLAIM, optional: true }) name_claim?: string;
  @StringField({
    ...CLAIM,
    optional: true,
    nullable: true,
    about:
      'Where it says in which groups people are; `PUT /security/group-roles` says what these stand for. Null: it has no say in that, and people keep the roles they have',
  })
  groups_claim?: string | null;
  @EnumField(ROLES, {
    optional: true,
    nullable: true,
    about: 'Of people in no group that stands for a role. Null: they are not let in',
  })
  default_role?: Role | null;
  @StringField({
    ...LIST,
    max: 253,
    maxItems: 100,
    about:
      'Whose addresses it may speak for: people with others are not let in, and only with these an account that there is becomes theirs. None: any may come, and no account is recognised by its address',
  })
  mail_domains?: string[];
  @BooleanField({
    optional: true,
    about: 'It asks for a second factor itself, so that none is asked for here',
  })
  trusts_mfa?: boolean;
  @BooleanField({ optional: true, about: 'Switched off it lets nobody in, and its sessions end' })
  enabled?: boolean;
}

export class IdentityProviderCreateDto extends ProviderOptionsDto {
  @StringField(SLUG) slug: string;
  @StringField(WORD) name: string;
  @StringField(ISSUER) issuer: string;
  @StringField(CLIENT) client_id: string;
}

/** What is sent is changed. */
export class IdentityProviderChangeDto extends ProviderOptionsDto {
  @StringField({ ...SLUG, optional: true }) slug?: string;
  @StringField({ ...WORD, optional: true }) name?: string;
  @StringField({ ...ISSUER, optional: true }) issuer?: string;
  @StringField({ ...CLIENT, optional: true }) client_id?: string;
}

export class IdentityProviderDto {
  @UuidField() id: string;
  @StringField() slug: string;
  @StringField() name: string;
  @StringField() issuer: string;
  @StringField() client_id: string;
  @BooleanField() has_client_secret: boolean;
  @StringField({ each: true }) scopes: string[];
  @StringField() email_claim: string;
  @StringField() name_claim: string;
  @StringField({ nullable: true }) groups_claim: string | null;
  @EnumField(ROLES, { nullable: true }) default_role: Role | null;
  @StringField({ each: true }) mail_domains: string[];
  @BooleanField() trusts_mfa: boolean;
  @BooleanField() enabled: boolean;
  @StringField({ about: 'To be registered at the issuer' }) redirect_uri: string;
  @StringField({ about: 'Where people begin' }) start_url: string;
  @UuidField({ nullable: true }) created_by: string | null;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class IdentityProviderListDto extends ListDto {
  @ListField(() => IdentityProviderDto) items: IdentityProviderDto[];
}

export class IssuerFindingDto {
  @StringField({ about: '`discovery`, `sign_in`, `tokens`, `keys`, `pkce`, `scopes` or `secret`' })
  about: string;
  @StringField() message: string;
}

const ADDRESSES = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'end_session_endpoint',
] as const;

type IssuerAddresses = Record<(typeof ADDRESSES)[number], string | null>;

export class IssuerReportDto implements IssuerAddresses {
  @BooleanField() ok: boolean;
  @ListField(() => IssuerFindingDto, { about: 'What keeps people from signing in' })
  problems: IssuerFindingDto[];
  @ListField(() => IssuerFindingDto, { about: 'What may' }) warnings: IssuerFindingDto[];
  @StringField({ nullable: true }) issuer: string | null;
  @StringField({ nullable: true }) authorization_endpoint: string | null;
  @StringField({ nullable: true }) token_endpoint: string | null;
  @StringField({ nullable: true }) userinfo_endpoint: string | null;
  @StringField({ nullable: true }) jwks_uri: string | null;
  @StringField({ nullable: true }) end_session_endpoint: string | null;
}

/** What is called otherwise in code. */
const NAMES: Record<keyof IdentityProviderChangeDto, keyof ProviderChange> = {
  slug: 'slug',
  name: 'name',
  issuer: 'issuer',
  client_id: 'clientId',
  client_secret: 'clientSecret',
  scopes: 'scopes',
  email_claim: 'emailClaim',
  name_claim: 'nameClaim',
  groups_claim: 'groupsClaim',
  default_role: 'defaultRole',
  mail_domains: 'mailDomains',
  trusts_mfa: 'trustsMfa',
  enabled: 'enabled',
};

/** Null says something for these; of the others it counts as left out. */
const NULLABLE = new Set(['groups_claim', 'default_role']);

export const toProviderChange = (body: IdentityProviderChangeDto): ProviderChange =>
  Object.fromEntries(
    Object.entries(NAMES).flatMap(([wire, name]) => {
      const value: unknown = body[wire as keyof IdentityProviderChangeDto];
      return value === undefined || (value === null && !NULLABLE.has(wire)) ? [] : [[name, value]];
    }),
  );

export const toProviderInput = (body: IdentityProviderCreateDto): ProviderInput => ({
  ...toProviderChange(body),
  slug: body.slug,
  name: body.name,
  issuer: body.issuer,
  clientId: body.client_id,
});

const onTheWire = (name: string): string =>
  Object.entries(NAMES).find(([, known]) => known === name)?.[0] ?? name;

/** Words what is wrong with the names that the fields were sent under. */
export async function inWireWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InvalidError) || !error.details.fields) throw error;
    const fields = Object.entries(error.details.fields).map(([name, text]) => [onTheWire(name), text]);
    throw new InvalidError(error.message, Object.fromEntries(fields) as Record<string, string>);
  }
}

export const toIdentityProviderDto = (origin: string, provider: ProviderDetails): IdentityProviderDto => ({
  id: provider.id,
  slug: provider.slug,
  name: provider.name,
  issuer: provider.issuer,
  client_id: provider.clientId,
  has_client_secret: provider.hasSecret,
  scopes: provider.scopes,
  email_claim: provider.emailClaim,
  name_claim: provider.nameClaim,
  groups_claim: provider.groupsClaim,
  default_role: provider.defaultRole,
  mail_domains: provider.mailDomains,
  trusts_mfa: provider.trustsMfa,
  enabled: provider.enabled,
  redirect_uri: callbackAddress(origin, provider.slug),
  start_url: startAddress(origin, provider.slug),
  created_by: provider.createdBy,
  created_at: provider.createdAt,
  updated_at: provider.updatedAt,
});

export const toIssuerReportDto = ({
  ok,
  problems,
  warnings,
  metadata = {},
}: IssuerReport): IssuerReportDto => ({
  ...{ ok, problems, warnings },
  ...ADDRESSES.reduce((all, name) => ({ ...all, [name]: metadata[name] ?? null }), {} as IssuerAddresses),
});

import { type DomainError, type ErrorContext, EnumField, StringField, SurfaceFilter } from '@muster/platform';

export const SCIM_JSON = 'application/scim+json';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const TYPES = [
  'invalidFilter',
  'invalidPath',
  'invalidSyntax',
  'invalidValue',
  'mutability',
  'noTarget',
  'tooMany',
  'uniqueness',
] as const;

type ScimType = (typeof TYPES)[number];

export class ScimErrorDto {
  @StringField({ each: true }) schemas: string[];
  @StringField({ about: 'The HTTP status, as text' }) status: string;
  @EnumField(TYPES, { optional: true }) scimType?: ScimType;
  @StringField() detail: string;
}

/** The error body of RFC 7644 §3.12. */
export class ScimFilter extends SurfaceFilter {
  override readonly shape = ScimErrorDto;
  override readonly validationStatus = 400;
  override readonly mediaType = SCIM_JSON;
  override readonly statuses = { not_supported: 501 };

  override body({ message, details }: DomainError, { status }: ErrorContext): ScimErrorDto {
    const scimType = TYPED[status]?.(details);
    const fields = Object.entries(details.fields ?? {}).map(([field, what]) => `${field}: ${what}`);
    return {
      schemas: [ERROR],
      status: String(status),
      ...(scimType && { scimType }),
      detail: fields.length > 0 ? `${message}: ${fields.join(', ')}` : message,
    };
  }
}

type Details = DomainError['details'];

const named = ({ reason }: Details): ScimType | undefined => TYPES.find((type) => type === reason);

/** What could not be read at all has no reason. */
const TYPED: Record<number, (details: Details) => ScimType | undefined> = {
  400: (details) => named(details) ?? (details.fields ? 'invalidValue' : 'invalidSyntax'),
  409: named,
};

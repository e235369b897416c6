import { EnumField, JsonField, ListField, StringField } from '@muster/platform';
import { wrongScim } from '@muster/identity';

/** Documented only: clients write names and operations in any case. */
export class PatchOperationDto {
  @EnumField(['add', 'replace', 'remove']) op: string;
  @StringField({ optional: true, about: 'Where; without it the names in the value are the places' })
  path?: string;
  @JsonField({ of: 'any', optional: true }) value?: unknown;
}

export class PatchDto {
  @StringField({ each: true }) schemas: string[];
  @ListField(() => PatchOperationDto) Operations: PatchOperationDto[];
}

export type Sent = Readonly<Record<string, unknown>>;

/** A resource as it was sent; what is in it is read where it is used. */
export function sentObject(body: unknown): Sent {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Sent;
  throw wrongScim('invalidSyntax', 'The body must be a JSON object');
}

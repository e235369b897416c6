import { ConflictError, InvalidError } from '@muster/platform';

/** What RFC 7644 calls the ways in which a request is wrong; they are the `reason` of the errors. */
export type ScimType =
  'invalidFilter' | 'invalidPath' | 'invalidSyntax' | 'invalidValue' | 'mutability' | 'noTarget' | 'tooMany';

export const wrong = (type: ScimType, message: string): InvalidError =>
  new InvalidError(message, undefined, type);

/** Tells nothing of what stands in the way: it may be in another organization. */
export const notUnique = (message: string): ConflictError =>
  new ConflictError(message, { reason: 'uniqueness' });

import { buildMessage, ValidateBy, ValidationOptions } from 'class-validator';

/** What Postgres can store: no NUL character, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Deeper values are refused: nothing legitimate comes near it, and recursion over them ends. */
const MAX_DEPTH = 64;

/** Whether any JSON value holds storable text only and is not nested beyond reason. */
export function isStorableJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isStorableJson(item, depth + 1));
  return Object.entries(value).every(([key, item]) => isStorable(key) && isStorableJson(item, depth + 1));
}

export const StorableText = (validation: ValidationOptions): PropertyDecorator =>
  rule('storableText', 'must not contain control character NUL or broken characters', validation, (value) =>
    typeof value === 'string' ? isStorable(value) : true,
  );

/** A rule of ours under class-validator: `says` follows the property's name. */
export const rule = (
  name: string,
  says: string,
  validation: ValidationOptions,
  validate: (value: unknown) => boolean,
): PropertyDecorator =>
  ValidateBy(
    {
      name,
      validator: {
        validate: (value) => validate(value),
        defaultMessage: buildMessage((each) => `${each}$property ${says}`, validation),
      },
    },
    validation,
  );

import type { Type } from '@nestjs/common';
import { IsObject, ValidateNested } from 'class-validator';
import { field, FieldOptions } from './field';
import { isStorable, isStorableJson, rule } from './text';

interface MapOptions extends FieldOptions {
  maxKeys?: number;
  maxKeyLength?: number;
  /** Characters of one value. */
  maxLength?: number;
}

/** A nested object of another wire class. */
export const ObjectField = (type: () => Type<object>, options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      schema: {},
      nested: type,
      rules: (validation) => [IsObject(validation), ValidateNested(validation)],
    },
    options,
  );

/** A list of objects of another wire class. */
export const ListField = (type: () => Type<object>, options: FieldOptions = {}): PropertyDecorator =>
  ObjectField(type, { ...options, each: true });

/** String to string, bounded. */
export const MapField = (options: MapOptions = {}): PropertyDecorator => {
  const { maxKeys = 64, maxKeyLength = 64, maxLength = 4_096 } = options;
  const fits = (value: unknown): boolean =>
    isRecord(value) &&
    Object.keys(value).length <= maxKeys &&
    Object.entries(value).every(
      ([key, item]) =>
        typeof item === 'string' &&
        key.length <= maxKeyLength &&
        item.length <= maxLength &&
        isStorable(key) &&
        isStorable(item),
    );
  const says = `must map strings to strings: at most ${maxKeys} keys of ${maxKeyLength} characters, values of ${maxLength}`;
  return field(
    {
      schema: { type: 'object', additionalProperties: { type: 'string' } },
      rules: (validation) => [rule('stringMap', says, validation, fits)],
    },
    options,
  );
};

interface JsonOptions extends FieldOptions {
  /** `object` (default) or any JSON value. */
  of?: 'object' | 'any';
}

/** JSON of no fixed shape, kept as it came. */
export const JsonField = (options: JsonOptions = {}): PropertyDecorator => {
  const { of = 'object' } = options;
  const fits = (value: unknown): boolean =>
    value !== undefined && (of === 'any' || isRecord(value)) && isStorableJson(value);
  const says = `must be ${of === 'any' ? 'a JSON value' : 'a JSON object'}, not nested too deeply, without NUL characters`;
  return field(
    {
      schema: of === 'any' ? ANY_JSON : { type: 'object', additionalProperties: true },
      rules: (validation) => [rule('json', says, validation, fits)],
    },
    options,
  );
};

/** A schema without a type admits every JSON value; the library wants to be told one, so all are listed. */
const ANY_JSON = {
  nullable: true,
  oneOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
  ],
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

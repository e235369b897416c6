import {
  IsBoolean,
  IsDate,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidationOptions,
} from 'class-validator';
import { field, FieldOptions } from './field';
import { StorableText } from './text';

interface TextOptions extends FieldOptions {
  min?: number;
  max?: number;
  pattern?: RegExp;
  /** Surrounding white space is cut off before anything is checked. */
  trim?: boolean;
}

interface RangeOptions extends FieldOptions {
  min?: number;
  max?: number;
}

/** Text; `min` and `max` are characters. */
export const StringField = (options: TextOptions = {}): PropertyDecorator =>
  field(
    {
      schema: {
        type: 'string',
        ...lengths(options),
        ...(options.pattern && { pattern: options.pattern.source }),
      },
      convert: (value) => (options.trim && typeof value === 'string' ? value.trim() : value),
      rules: (validation) => [IsString(validation), ...textRules(options, validation)],
    },
    options,
  );

export const UuidField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    { schema: { type: 'string', format: 'uuid' }, rules: (validation) => [IsUUID('all', validation)] },
    options,
  );

export const EmailField = (options: TextOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'string', format: 'email', ...lengths(options) },
      convert: (value) => (typeof value === 'string' ? value.trim() : value),
      rules: (validation) => [IsEmail({}, validation), ...textRules({ max: 255, ...options }, validation)],
    },
    options,
  );

/** An absolute http(s) address. Whether it may be called is decided where it is called. */
export const UrlField = (options: TextOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'string', format: 'uri', ...lengths(options) },
      rules: (validation) => [
        IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }, validation),
        ...textRules({ max: 2_048, ...options }, validation),
      ],
    },
    options,
  );

export const EnumField = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    { schema: { type: 'string', enum: [...values] }, rules: (validation) => [IsIn([...values], validation)] },
    options,
  );

/** An instant in ISO 8601; a `Date` in code. */
export const DateField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'string', format: 'date-time' },
      convert: toDate,
      rules: (validation) => [IsDate({ ...validation, message: '$property must be an ISO 8601 date' })],
    },
    options,
  );

/** `true|false`, and in queries also `1|0`. */
export const BooleanField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'boolean' },
      convert: (value) => (typeof value === 'string' ? (BOOLEANS[value] ?? value) : value),
      rules: (validation) => [IsBoolean(validation)],
    },
    options,
  );

export const NumberField = (options: RangeOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'number', ...range(options) },
      convert: toNumber,
      rules: (validation) => [IsNumber({}, validation), ...rangeRules(options, validation)],
    },
    options,
  );

export const IntField = (options: RangeOptions = {}): PropertyDecorator =>
  field(
    {
      schema: { type: 'integer', ...range(options) },
      convert: toNumber,
      rules: (validation) => [IsInt(validation), ...rangeRules(options, validation)],
    },
    options,
  );

const BOOLEANS: Record<string, boolean> = { true: true, false: false, '1': true, '0': false };

/** Queries carry numbers as text. */
const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

const toDate = (value: unknown): unknown =>
  typeof value === 'string' && ISO_DATE.test(value) ? new Date(value) : value;

const lengths = ({ min, max }: TextOptions) => ({ minLength: min, maxLength: max });
const range = ({ min, max }: RangeOptions) => ({ minimum: min, maximum: max });

const textRules = (
  { min, max, pattern }: TextOptions,
  validation: ValidationOptions,
): PropertyDecorator[] => [
  StorableText(validation),
  ...(min === undefined ? [] : [MinLength(min, validation)]),
  ...(max === undefined ? [] : [MaxLength(max, validation)]),
  ...(pattern ? [Matches(pattern, validation)] : []),
];

const rangeRules = ({ min, max }: RangeOptions, validation: ValidationOptions): PropertyDecorator[] => [
  ...(min === undefined ? [] : [Min(min, validation)]),
  ...(max === undefined ? [] : [Max(max, validation)]),
];

import { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, ValidationError } from 'class-validator';
import { InvalidError } from '../../errors/domain.errors';
import { rememberRules } from './remembered-rules';

rememberRules();

/** What becomes of members that the wire class does not know: clients of other programs send extras. */
export type UnknownMembers = 'ignore' | 'refuse';

const NO_WIRE_CLASS = new Set<unknown>([undefined, Object, String, Number, Boolean, Array, Buffer]);

/** Turns bodies and queries into instances of their wire class, or throws `InvalidError` with each bad field. */
export class WirePipe implements PipeTransform {
  constructor(private readonly unknown: UnknownMembers = 'ignore') {}

  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || NO_WIRE_CLASS.has(metatype)) return value;
    return parseWire(metatype as Type<object>, value ?? {}, this.unknown);
  }
}

/** The same for input that does not come as body or query: form fields, socket messages. */
export function parseWire<T extends object>(
  type: Type<T>,
  value: unknown,
  unknown: UnknownMembers = 'ignore',
): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidError('a JSON object is expected', { body: 'must be a JSON object' });
  const instance = convert(type, value);
  const fields = Object.fromEntries(flatten(validateSync(instance, { stopAtFirstError: true })));
  if (unknown === 'refuse')
    for (const name of Object.keys(value))
      if (!Object.hasOwn(instance, name)) fields[name] = `${name} is not known here`;
  if (Object.keys(fields).length > 0) throw new InvalidError('Validation failed', fields);
  return instance;
}

function convert<T extends object>(type: Type<T>, value: object): T {
  try {
    return plainToInstance(type, value, { excludeExtraneousValues: true, exposeUnsetFields: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidError('nested too deeply', { body: 'is nested too deeply' });
  }
}

/** Dotted path and first complaint of every field that is wrong. */
const flatten = (errors: ValidationError[], path = ''): [string, string][] =>
  errors.flatMap(({ property, constraints, children = [] }) => [
    ...Object.values(constraints ?? {})
      .slice(0, 1)
      .map((message): [string, string] => [path + property, message]),
    ...flatten(children, `${path}${property}.`),
  ]);

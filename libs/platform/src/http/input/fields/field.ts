import { applyDecorators, Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptions } from '@nestjs/swagger';
import { Expose, Transform, Type as Nested } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  ValidateIf,
  ValidationOptions,
} from 'class-validator';

export interface FieldOptions {
  /** What it means, for the documentation. */
  about?: string;
  /** May be left out; null counts as left out. */
  optional?: boolean;
  /** Always there, but may be null. */
  nullable?: boolean;
  /** A list of such values; a lone value (a query with one) counts as a list of one. */
  each?: boolean;
  minItems?: number;
  maxItems?: number;
  example?: unknown;
  /** Documented only: give the property the same initial value. */
  default?: unknown;
}

interface FieldKind {
  schema: Record<string, unknown>;
  rules: (validation: ValidationOptions) => PropertyDecorator[];
  /** Wire value to value; what it cannot read it hands on for the rules to refuse. */
  convert?: (value: unknown) => unknown;
  nested?: () => Type<object>;
}

/** Stands in for the type of values that are kept exactly as they came, however they are nested. */
class Opaque {}

/** One property of a wire class: conversion, check and documentation in one decorator. */
export function field(kind: FieldKind, options: FieldOptions): PropertyDecorator {
  const { each = false } = options;
  return applyDecorators(
    ApiProperty(documented(kind, options)),
    Expose(),
    Nested(kind.nested ?? (() => Opaque)),
    ...(kind.nested ? [] : [raw(kind.convert ?? ((value) => value), each)]),
    ...presence(options),
    ...(each ? listRules(options) : []),
    ...kind.rules({ each }),
  );
}

const presence = ({ optional, nullable }: FieldOptions): PropertyDecorator[] => {
  if (optional) return [IsOptional()];
  return nullable ? [ValidateIf((_, value) => value !== null)] : [];
};

const listRules = ({ minItems, maxItems = 1_000 }: FieldOptions): PropertyDecorator[] => [
  IsArray(),
  ArrayMaxSize(maxItems),
  ...(minItems === undefined ? [] : [ArrayMinSize(minItems)]),
];

/** Takes the value from the source, past any conversion of nested objects. */
const raw = (convert: (value: unknown) => unknown, each: boolean): PropertyDecorator =>
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
    const value = obj[key];
    if (!each || value === undefined || value === null) return convert(value);
    return (Array.isArray(value) ? value : [value]).map(convert);
  });

const documented = ({ schema, nested }: FieldKind, options: FieldOptions): ApiPropertyOptions => {
  const { about, optional, nullable, each, minItems, maxItems, example } = options;
  return {
    // Recognised as a function that gives the type by the name that this notation gives it.
    ...(nested ? { type: () => nested() } : schema),
    ...(each && { isArray: true, minItems, maxItems }),
    ...(about && { description: about }),
    ...(nullable && { nullable }),
    ...(example !== undefined && { example }),
    ...(options.default !== undefined && { default: options.default }),
    required: !optional,
  };
};

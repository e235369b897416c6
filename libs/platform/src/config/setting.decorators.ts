import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

const SETTINGS = Symbol('settings');

/** One environment variable: what the README table, the validation and the redaction know about it. */
export interface SettingInfo {
  property: string;
  env: string;
  about: string;
  default?: unknown;
  /** Its value never appears in a log. */
  secret?: boolean;
}

interface SettingOptions<T> {
  about: string;
  default?: T;
  secret?: boolean;
}

export const settingsOf = (target: abstract new () => object): SettingInfo[] =>
  (Reflect.getMetadata(SETTINGS, target.prototype as object) as SettingInfo[] | undefined) ?? [];

function setting(env: string, options: SettingOptions<unknown>, ...rules: PropertyDecorator[]) {
  const register: PropertyDecorator = (target, property) => {
    const known = (Reflect.getMetadata(SETTINGS, target) as SettingInfo[] | undefined) ?? [];
    Reflect.defineMetadata(SETTINGS, [...known, { property: String(property), env, ...options }], target);
  };
  return applyDecorators(register, ...(options.default === undefined ? [IsOptional()] : []), ...rules);
}

export const StringSetting = (env: string, options: SettingOptions<string>) =>
  setting(env, options, IsString());

export const UrlSetting = (env: string, options: SettingOptions<string> & { protocols: string[] }) =>
  setting(env, options, IsUrl({ protocols: options.protocols, require_tld: false, require_protocol: true }));

export const IntSetting = (env: string, options: SettingOptions<number> & { min?: number; max?: number }) =>
  setting(
    env,
    options,
    Transform(({ value }) => Number(value)),
    IsInt(),
    ...bounds(options),
  );

export const NumberSetting = (
  env: string,
  options: SettingOptions<number> & { min?: number; max?: number },
) =>
  setting(
    env,
    options,
    Transform(({ value }) => Number(value)),
    IsNumber(),
    ...bounds(options),
  );

/** Accepts on/off, true/false, 1/0, yes/no. */
export const FlagSetting = (env: string, options: SettingOptions<boolean>) =>
  setting(
    env,
    options,
    Transform(({ value }: { value: unknown }) => FLAGS[String(value).toLowerCase()] ?? value),
    IsBoolean({ message: `$property must be on or off` }),
  );

export const EnumSetting = (env: string, options: SettingOptions<string> & { values: readonly string[] }) =>
  setting(env, options, IsIn(options.values));

/** Comma-separated. */
export const ListSetting = (env: string, options: SettingOptions<string[]>) =>
  setting(
    env,
    options,
    Transform(({ value }: { value: unknown }) => splitList(value)),
    IsString({ each: true }),
  );

const FLAGS: Record<string, boolean> = {
  on: true,
  true: true,
  '1': true,
  yes: true,
  off: false,
  false: false,
  '0': false,
  no: false,
};

const bounds = ({ min, max }: { min?: number; max?: number }): PropertyDecorator[] => [
  ...(min === undefined ? [] : [Min(min)]),
  ...(max === undefined ? [] : [Max(max)]),
];

const splitList = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    : value;

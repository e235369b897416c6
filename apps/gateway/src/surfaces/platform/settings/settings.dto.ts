import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { definitionOf, type Setting, type WireValue } from '@muster/governance';
import {
  BooleanField,
  EnumField,
  IntField,
  InvalidError,
  JsonField,
  NumberField,
  ObjectField,
  StringField,
} from '@muster/platform';

const SCALARS = new Set(['string', 'number', 'boolean']);

export class SettingUpdateDto {
  @JsonField({ of: 'any', about: 'Text, number or flag' }) value: unknown;
}

export class SettingsUpdateDto {
  @JsonField({ about: '`category.key` to value' }) settings: Record<string, unknown>;
}

export class SettingDto {
  @StringField({ about: 'Of secrets, what may be seen' }) value: string;
  @StringField() description: string;
  @BooleanField() is_secret: boolean;
  @BooleanField() is_default: boolean;
}

const CATEGORY = { type: 'object', additionalProperties: { $ref: getSchemaPath(SettingDto) } } as const;

/** By category and key. */
@ApiExtraModels(SettingDto)
export class SettingsDto {
  @ApiProperty(CATEGORY) llm: Record<string, SettingDto>;
  @ApiProperty(CATEGORY) email: Record<string, SettingDto>;
  @ApiProperty(CATEGORY) security: Record<string, SettingDto>;
  @ApiProperty(CATEGORY) general: Record<string, SettingDto>;
  @ApiProperty(CATEGORY) notifications: Record<string, SettingDto>;
  @ApiProperty(CATEGORY) storage: Record<string, SettingDto>;
}

export class SettingUpdatedDto {
  @StringField({ about: '`category.key`' }) key: string;
  @StringField() value: string;
  @EnumField(['updated']) status: 'updated';
}

export class SettingsUpdatedDto {
  @IntField() updated: number;
  @StringField({ each: true, about: 'Names that are none' }) skipped: string[];
}

const STATES = ['healthy', 'unhealthy', 'disabled'] as const;

export class ComponentHealthDto {
  @EnumField(STATES) status: (typeof STATES)[number];
  @StringField({ optional: true }) type?: string;
  @NumberField() latency_ms: number;
  @StringField({ optional: true }) error?: string;
}

export class ComponentsHealthDto {
  @ObjectField(() => ComponentHealthDto) database: ComponentHealthDto;
  @ObjectField(() => ComponentHealthDto) redis: ComponentHealthDto;
  @ObjectField(() => ComponentHealthDto) storage: ComponentHealthDto;
  @ObjectField(() => ComponentHealthDto, { about: 'The same as `storage`' }) minio: ComponentHealthDto;
  @ObjectField(() => ComponentHealthDto) mail: ComponentHealthDto;
}

export class SettingsHealthDto {
  @EnumField(['healthy', 'degraded']) overall: 'healthy' | 'degraded';
  @ObjectField(() => ComponentsHealthDto) components: ComponentsHealthDto;
}

export function toSettingsDto(settings: Setting[]): SettingsDto {
  const dto: Record<string, Record<string, SettingDto>> = {};
  for (const { name, value, isDefault } of settings) {
    const [category = '', key = ''] = name.split('.');
    const { type, description } = definitionOf(name);
    (dto[category] ??= {})[key] = {
      value,
      description,
      is_secret: type.kind === 'secret',
      is_default: isDefault,
    };
  }
  return dto as unknown as SettingsDto;
}

export const toSettingUpdatedDto = ({ name, value }: Setting): SettingUpdatedDto => ({
  key: name,
  value,
  status: 'updated',
});

export function toValue({ value }: SettingUpdateDto): WireValue {
  if (SCALARS.has(typeof value)) return value as WireValue;
  throw new InvalidError('Validation failed', { value: 'must be text, a number or a flag' });
}

export function toValues({ settings }: SettingsUpdateDto): Record<string, WireValue> {
  const wrong = Object.entries(settings).filter(([, value]) => !SCALARS.has(typeof value));
  if (wrong.length === 0) return settings as Record<string, WireValue>;
  const fields = wrong.map(([name]) => [`settings.${name}`, 'must be text, a number or a flag']);
  throw new InvalidError('Validation failed', Object.fromEntries(fields) as Record<string, string>);
}

import { type BuildInfo, EnumField, JsonField, NumberField, StringField } from '@muster/platform';

export class HealthDto {
  @EnumField(['ok']) status: 'ok';
  @StringField() service: string;
  @StringField() version: string;
  @StringField() environment: string;
  @NumberField() uptime_seconds: number;
}

export class ReadinessDto {
  @EnumField(['ok', 'error', 'shutting_down']) status: string;
  @JsonField({ optional: true, about: 'Dependencies that answer' }) info?: object;
  @JsonField({ optional: true, about: 'Dependencies that do not' }) error?: object;
  @JsonField() details: object;
}

export const toHealthDto = ({ version }: BuildInfo, environment: string): HealthDto => ({
  status: 'ok',
  service: 'muster',
  version,
  environment,
  uptime_seconds: Math.floor(process.uptime()),
});

export const toVersionText = ({ version, commit }: BuildInfo): string =>
  commit ? `${version} (${commit})` : version;

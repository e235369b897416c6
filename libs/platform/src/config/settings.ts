import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DynamicModule, Module } from '@nestjs/common';
import { registerSecret } from '../logging/redaction';
import { settingsOf } from './setting.decorators';

export type SettingsClass<T extends object = object> = new () => T;

/** Every bad environment variable at once, one line each. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(`bad settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads the given settings classes from the environment, once, at boot. An empty variable counts as unset.
 * Throws `SettingsError` naming every variable that is wrong.
 */
export function loadSettings<T extends object[]>(
  classes: { [K in keyof T]: SettingsClass<T[K]> },
  env: NodeJS.ProcessEnv = process.env,
): T {
  const problems: string[] = [];
  const loaded = classes.map((type) => loadOne(type, env, problems));
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return loaded as T;
}

function loadOne(type: SettingsClass, env: NodeJS.ProcessEnv, problems: string[]): object {
  const infos = settingsOf(type);
  const values = infos.map(({ property, env: name, default: fallback }) => [
    property,
    env[name]?.trim() || fallback,
  ]);
  const settings = plainToInstance(
    type,
    Object.fromEntries(values.filter(([, value]) => value !== undefined)),
  );
  for (const { property, constraints } of validateSync(settings)) {
    const info = infos.find((candidate) => candidate.property === property);
    const why = Object.values(constraints ?? {})
      .map((message) => message.replaceAll(property, '').trim())
      .join(', ');
    problems.push(`${info?.env ?? property}: ${why}`);
  }
  for (const { property, secret } of infos) {
    const value: unknown = Reflect.get(settings, property);
    if (secret && typeof value === 'string') registerSecret(value);
  }
  return settings;
}

const LOADED = Symbol('loaded settings');

/**
 * Makes the validated settings injectable by their class, everywhere. They are read when the application is
 * created, so that whoever creates it can report a bad one.
 */
@Module({})
export class SettingsModule {
  static forRoot(classes: SettingsClass[], env?: NodeJS.ProcessEnv): DynamicModule {
    const providers = classes.map((type, index) => ({
      provide: type,
      inject: [LOADED],
      useFactory: (loaded: object[]) => loaded[index],
    }));
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: LOADED, useFactory: () => loadSettings(classes, env) }, ...providers],
      exports: classes,
    };
  }
}

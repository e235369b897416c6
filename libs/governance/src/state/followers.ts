import type { SettingName } from '../settings/catalog';
import type { LiveSettings } from './live-settings.service';

/** Something that can be told, again and again, what administrators set. */
interface Adjustable<T> {
  use(overrides: T): void;
}

const MAIL = {
  host: 'email.smtp_host',
  port: 'email.smtp_port',
  user: 'email.smtp_user',
  password: 'email.smtp_password',
  from: 'email.smtp_from',
} as const;

const MODELS = {
  anthropicKey: 'llm.anthropic_api_key',
  openaiKey: 'llm.openai_api_key',
  googleKey: 'llm.google_api_key',
  ollamaUrl: 'llm.ollama_base_url',
  defaultProvider: 'llm.default_provider',
  defaultModel: 'llm.default_model',
} as const;

type Told<N> = { [K in keyof N]?: string };

const following =
  <N extends Record<string, SettingName>>(names: N) =>
  <A extends Adjustable<Told<N>>>(live: LiveSettings, adjustable: A): A => {
    live.onAny(() => {
      const set = Object.entries(names).flatMap(([member, name]) => {
        const value = live.value(name);
        return value === undefined ? [] : [[member, value]];
      });
      adjustable.use(Object.fromEntries(set) as Told<N>);
    });
    return adjustable;
  };

/** Has mail go where the settings say. For `useFactory` of a provider that injects `LiveSettings` and the route of mail. */
export const followMail = following(MAIL);

/** The same for keys, servers and the default of models. */
export const followModels = following(MODELS);

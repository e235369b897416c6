/** What a value must be; on the wire and in the database all of them are text. */
export type SettingType =
  | { kind: 'text'; max?: number }
  | { kind: 'secret' }
  | { kind: 'url' }
  | { kind: 'host' | 'sender' }
  | { kind: 'flag' }
  | { kind: 'int' | 'number'; min: number; max: number }
  | { kind: 'choice'; values: readonly string[] };

export interface SettingDefinition {
  type: SettingType;
  default: string;
  description: string;
}

const text = (description: string, value = ''): SettingDefinition => ({
  type: { kind: 'text', max: 2_000 },
  default: value,
  description,
});
const secret = (description: string): SettingDefinition => ({
  type: { kind: 'secret' },
  default: '',
  description,
});
const url = (description: string): SettingDefinition => ({ type: { kind: 'url' }, default: '', description });
const host = (description: string): SettingDefinition => ({
  type: { kind: 'host' },
  default: '',
  description,
});
const flag = (description: string, value: boolean): SettingDefinition => ({
  type: { kind: 'flag' },
  default: String(value),
  description,
});
const int = (description: string, value: number, min: number, max: number): SettingDefinition => ({
  type: { kind: 'int', min, max },
  default: String(value),
  description,
});

const number = (description: string, value: number, min: number, max: number): SettingDefinition => ({
  type: { kind: 'number', min, max },
  default: String(value),
  description,
});

/** Clients show and change it. What it is about is not there yet, and whoever looks at it is told so. */
const kept = (definition: SettingDefinition): SettingDefinition => ({
  ...definition,
  description: `${definition.description} (kept, without effect in this version)`,
});

const PORT = [1, 65_535] as const;

/** Every setting of the installation that can be changed while it runs, by category and key. */
const SETTINGS = {
  llm: {
    default_provider: text('Provider of models where none is named'),
    default_model: text('Model where none is named; without one, the usual one of the provider'),
    anthropic_api_key: secret('Key for Anthropic'),
    openai_api_key: secret('Key for OpenAI'),
    google_api_key: secret('Key for Google'),
    ollama_base_url: url('Address of an Ollama server; its models are those of the provider `ollama`'),
    max_tokens: int('Tokens of an answer of an agent for which nobody said it', 4_096, 1, 1_000_000),
    temperature: number('Temperature of an agent for which nobody said it', 0.7, 0, 2),
  },
  email: {
    smtp_host: host('Mail server; without one, mail becomes files'),
    smtp_port: int('Port of the mail server; on 465 TLS comes first', 587, ...PORT),
    smtp_user: text('Account on the mail server'),
    smtp_password: secret('Password on the mail server'),
    smtp_from: { type: { kind: 'sender' }, default: '', description: 'Sender of mail' },
    imap_host: kept(host('Server of incoming mail')),
    imap_port: kept(int('Port of the server of incoming mail', 993, ...PORT)),
    imap_user: kept(text('Account on the server of incoming mail')),
    imap_password: kept(secret('Password on the server of incoming mail')),
  },
  security: {
    jwt_expire_minutes: int('How long an access token holds', 30, 1, 10_080),
    require_worker_approval: flag('Whether workers have to be approved before they are given work', true),
    max_login_attempts: int('Failed logins that lock an account', 5, 1, 100),
    sandbox_enabled: flag(
      'Whether agents may run code in the sandbox, where the operator has one; code never runs outside of it',
      true,
    ),
    rate_limit_per_minute: int(
      'Requests of one user, and of one API key without a limit of its own',
      300,
      1,
      1_000_000,
    ),
    registration_enabled: flag('Whether people may open accounts themselves', true),
    default_role: {
      type: { kind: 'choice', values: ['viewer', 'operator', 'admin'] },
      default: 'operator',
      description: 'Role of people who opened their account themselves',
    },
  },
  general: {
    max_agents_per_worker: int('Agents that a worker takes which does not say how many', 5, 1, 1_000),
    auto_assign_tasks: flag('Whether tasks for which nobody named an agent are given to one', true),
    task_timeout_minutes: int(
      'How long an agent may be at a task before that counts as a failure',
      60,
      1,
      10_080,
    ),
    max_retries: int('How often a task that failed is tried again, where it does not say it', 3, 0, 10),
    log_level: {
      type: { kind: 'choice', values: ['DEBUG', 'INFO', 'WARNING', 'ERROR'] },
      default: 'INFO',
      description: 'Least severe level that is logged, by every app',
    },
    maintenance_mode: flag('Whether only administrators of the installation are served', false),
  },
  notifications: {
    notify_task_complete: kept(flag('Whether to tell of tasks that are completed', true)),
    notify_task_failed: kept(flag('Whether to tell of tasks that have failed', true)),
    notify_worker_offline: kept(flag('Whether to tell of workers that are not heard of any more', true)),
    notify_agent_error: kept(flag('Whether to tell of agents in error', true)),
    webhook_url: kept(url('Where to tell it')),
  },
  storage: {
    max_file_size_mb: int('Largest upload', 100, 1, 10_000),
    allowed_file_types: text(
      'What may be uploaded: endings (`pdf`) and media types (`image/*`), comma-separated; * for all',
      '*',
    ),
    auto_cleanup_days: kept(int('Days after which files go; 0: never', 30, 0, 36_500)),
  },
} as const satisfies Record<string, Record<string, SettingDefinition>>;

type Catalog = typeof SETTINGS;

/** `<category>.<key>`. */
export type SettingName = {
  [C in keyof Catalog & string]: `${C}.${keyof Catalog[C] & string}`;
}[keyof Catalog & string];

const BY_NAME = new Map<string, SettingDefinition>(
  Object.entries(SETTINGS).flatMap(([category, keys]) =>
    Object.entries(keys).map(([key, definition]): [string, SettingDefinition] => [
      `${category}.${key}`,
      definition,
    ]),
  ),
);

export const SETTING_NAMES = [...BY_NAME.keys()] as SettingName[];

export const isSetting = (name: string): name is SettingName => BY_NAME.has(name);

export const definitionOf = (name: SettingName): SettingDefinition => BY_NAME.get(name) as SettingDefinition;

/** Where the vault seals a secret among them. */
export const placeOf = (name: SettingName): string => `setting:${name}`;

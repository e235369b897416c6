/** What a value must be; on the wire and in the database all of them are text. */
export type SettingType =
  | { kind: 'text'; max?: number }
  | { kind: 'secret' }
  | { kind: 'url' }
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

const PORT = [1, 65_535] as const;

/** Every setting of the installation that can be changed while it runs, by category and key. */
const SETTINGS = {
  llm: {
    default_provider: text('Provider of models where none is named', 'anthropic'),
    default_model: text('Model where none is named'),
    anthropic_api_key: secret('Key for Anthropic'),
    openai_api_key: secret('Key for OpenAI'),
    google_api_key: secret('Key for Google'),
    ollama_base_url: url('Address of an Ollama server'),
    max_tokens: int('Longest answer of a model, in tokens', 4_096, 1, 1_000_000),
    temperature: {
      type: { kind: 'number', min: 0, max: 2 },
      default: '0.7',
      description: 'How freely models choose their words',
    },
  },
  email: {
    smtp_host: text('Mail server'),
    smtp_port: int('Port of the mail server', 587, ...PORT),
    smtp_user: text('Account on the mail server'),
    smtp_password: secret('Password on the mail server'),
    smtp_from: text('Sender of mail'),
    imap_host: text('Server of incoming mail'),
    imap_port: int('Port of the server of incoming mail', 993, ...PORT),
    imap_user: text('Account on the server of incoming mail'),
    imap_password: secret('Password on the server of incoming mail'),
  },
  security: {
    jwt_expire_minutes: int('How long an access token holds', 30, 1, 10_080),
    require_worker_approval: flag('Whether workers wait for an administrator', true),
    max_login_attempts: int('Failed logins that lock an account', 5, 1, 100),
    sandbox_enabled: flag('Whether code of agents runs apart', true),
    rate_limit_per_minute: int('Requests of one user', 300, 1, 1_000_000),
    registration_enabled: flag('Whether people may open accounts themselves', true),
    default_role: {
      type: { kind: 'choice', values: ['viewer', 'operator', 'admin'] },
      default: 'operator',
      description: 'Role of people who opened their account themselves',
    },
  },
  general: {
    max_agents_per_worker: int('Agents on one worker', 5, 1, 1_000),
    task_timeout_minutes: int('How long a task may take', 60, 1, 10_080),
    max_retries: int('How often a failed task is tried again', 3, 0, 100),
    auto_assign_tasks: flag('Whether tasks find their agent themselves', true),
    log_level: {
      type: { kind: 'choice', values: ['DEBUG', 'INFO', 'WARNING', 'ERROR'] },
      default: 'INFO',
      description: 'Least severe level that is logged',
    },
    maintenance_mode: flag('Whether only administrators of the installation are served', false),
  },
  notifications: {
    notify_task_complete: flag('Tell when a task is done', true),
    notify_task_failed: flag('Tell when a task has failed', true),
    notify_worker_offline: flag('Tell when a worker is gone', true),
    notify_agent_error: flag('Tell when an agent is in error', true),
    webhook_url: url('Where to tell it'),
  },
  storage: {
    max_file_size_mb: int('Largest upload', 100, 1, 10_000),
    allowed_file_types: text('Types that may be uploaded, comma-separated; * for all', '*'),
    auto_cleanup_days: int('Days after which files of finished tasks go; 0: never', 30, 0, 3_650),
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

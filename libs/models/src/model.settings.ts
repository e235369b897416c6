import { IsOptional, Matches } from 'class-validator';
import {
  EnumSetting,
  IntSetting,
  ListSetting,
  loadSettings,
  StringSetting,
  UrlSetting,
} from '@muster/platform';

const MODEL_NAME = /^(extractive|scripted|mock|[\w.-]+\/\S+)$/;
const HTTP = ['http', 'https'];

/** A server that speaks OpenAI's chat completions, from `OPENAI_COMPATIBLE`. */
export interface CompatibleServer {
  name: string;
  baseUrl: string;
  /** Environment variable with its key; none: it wants no key. */
  keyName?: string;
}

/** Which model providers there are and which model does what. */
export class ModelSettings {
  @StringSetting('OPENAI_API_KEY', { about: 'key of the provider `openai`', secret: true })
  openaiKey?: string;

  @UrlSetting('OPENAI_BASE_URL', {
    about: 'another server that speaks the OpenAI API; without a path, `/v1` is added',
    protocols: HTTP,
  })
  openaiUrl?: string;

  @EnumSetting('OPENAI_API', {
    about: 'API of the provider `openai`; `auto`: `responses`, or `chat` when OPENAI_BASE_URL is set',
    default: 'auto',
    values: ['auto', 'responses', 'chat'],
  })
  openaiApi: string;

  @StringSetting('ANTHROPIC_API_KEY', { about: 'key of the provider `anthropic`', secret: true })
  anthropicKey?: string;

  @UrlSetting('ANTHROPIC_BASE_URL', {
    about: 'another server that speaks the Anthropic API',
    protocols: HTTP,
  })
  anthropicUrl?: string;

  @StringSetting('GOOGLE_API_KEY', { about: 'key of the provider `google` (Gemini API)', secret: true })
  googleKey?: string;

  @UrlSetting('GOOGLE_BASE_URL', { about: 'another server that speaks the Gemini API', protocols: HTTP })
  googleUrl?: string;

  @ListSetting('OPENAI_COMPATIBLE', {
    about:
      'further servers that speak OpenAI chat completions: `name=baseUrl` or `name=baseUrl|VARIABLE_WITH_KEY`, comma-separated',
    default: [],
  })
  @Matches(/^[\w-]+=https?:\/\/[^|\s]+(\|\w+)?$/, {
    each: true,
    message: 'each entry must look like name=http://host/v1 or name=http://host/v1|VARIABLE_WITH_KEY',
  })
  openaiCompatible: string[];

  @StringSetting('DEFAULT_MODEL', {
    about:
      '`provider/model` of every role without one; unset: a current model of the first provider with a key (openai, anthropic, google), `extractive` without any',
  })
  @IsOptional()
  @Matches(MODEL_NAME, { message: 'must look like provider/model, or be extractive' })
  defaultModel?: string;

  @ListSetting('MODEL_ROLES', {
    about: 'models by role: `agent=provider/model,summary=…,chat=…`; others use DEFAULT_MODEL',
    default: [],
  })
  @Matches(/^(agent|summary|chat)=(extractive|scripted|mock|[\w.-]+\/\S+)$/, {
    each: true,
    message: 'each entry must look like agent=provider/model; the roles are agent, summary and chat',
  })
  modelRoles: string[];

  @StringSetting('EMBEDDING_MODEL', {
    about: '`provider/model` that embeds documents and queries; unset: search is by words alone',
  })
  @IsOptional()
  @Matches(/^[\w.-]+\/\S+$/, { message: 'must look like provider/model' })
  embeddingModel?: string;

  // Node's fetch gives up after 300 s without headers, so a longer limit would not hold.
  @IntSetting('MODEL_TIMEOUT_MS', {
    about: 'longest wait for one try of a model call',
    default: 120_000,
    min: 100,
    max: 300_000,
  })
  timeoutMs: number;

  @IntSetting('MODEL_BREAKER_FAILURES', {
    about: 'consecutive failures within a minute after which a model provider is left alone for a while',
    default: 5,
    min: 1,
    max: 1_000,
  })
  breakerFailures: number;

  @IntSetting('MODEL_BREAKER_COOLDOWN_MS', {
    about: 'how long a failing model provider is left alone before one call tries it again',
    default: 30_000,
    min: 10,
    max: 3_600_000,
  })
  breakerCooldownMs: number;

  @StringSetting('MODEL_CATALOG', {
    about: 'JSON file with context sizes and prices that extend or override the built-in table',
  })
  catalogFile?: string;

  @StringSetting('SCENARIO_DIR', { about: 'folder with scenario files for the provider `scripted`' })
  scenarioDir?: string;

  get compatibleServers(): CompatibleServer[] {
    return this.openaiCompatible.map((entry) => {
      const at = entry.indexOf('=');
      const [baseUrl = '', keyName] = entry.slice(at + 1).split('|');
      return { name: entry.slice(0, at), baseUrl, ...(keyName && { keyName }) };
    });
  }

  /** Keys of compatible servers lie in variables of the operator's own naming. */
  keyNamed(variable: string): string | undefined {
    class Key {
      value?: string;
    }
    StringSetting(variable, { about: 'key of a compatible server', secret: true })(Key.prototype, 'value');
    return loadSettings<[Key]>([Key])[0].value;
  }
}

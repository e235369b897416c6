import { DEFAULT_MODELS } from '../catalog/catalog.data';
import type { CompatibleServer, ModelSettings } from '../model.settings';
import { anthropicModels, compatibleModels, googleModels, openaiModels, SdkModels } from './sdk';

type Family = 'openai' | 'anthropic' | 'google' | 'compatible';

/** A provider as the settings describe it, before anything of it is loaded. */
export interface RemoteDefinition {
  name: string;
  family: Family;
  api?: 'chat' | 'responses';
  /** Why it cannot be used; undefined: it can. */
  unavailable?: string;
  keySetting?: string;
  key?: string;
  defaultModel?: string;
  /** Loads the SDK of the provider. */
  open(): SdkModels;
}

const OPENAI_HOST = 'api.openai.com';

export function remoteDefinitions(settings: ModelSettings): RemoteDefinition[] {
  return [
    openai(settings),
    anthropic(settings),
    google(settings),
    ...settings.compatibleServers.map((server) => compatible(server, settings)),
  ];
}

function openai({ openaiKey: key, openaiUrl, openaiApi }: ModelSettings): RemoteDefinition {
  const baseURL = withPath(openaiUrl ?? `https://${OPENAI_HOST}`, '/v1');
  const foreign = new URL(baseURL).hostname !== OPENAI_HOST;
  // Servers that imitate OpenAI's know chat completions and rarely the newer API.
  const api = openaiApi === 'auto' ? (foreign ? 'chat' : 'responses') : (openaiApi as 'chat' | 'responses');
  return {
    name: 'openai',
    family: 'openai',
    api,
    keySetting: 'OPENAI_API_KEY',
    ...keyed('OPENAI_API_KEY', key, foreign),
    defaultModel: modelOf(DEFAULT_MODELS.openai),
    open: () => openaiModels({ baseURL, apiKey: key }, api),
  };
}

function anthropic({ anthropicKey: key, anthropicUrl }: ModelSettings): RemoteDefinition {
  return {
    name: 'anthropic',
    family: 'anthropic',
    keySetting: 'ANTHROPIC_API_KEY',
    ...keyed('ANTHROPIC_API_KEY', key),
    defaultModel: modelOf(DEFAULT_MODELS.anthropic),
    open: () =>
      anthropicModels({ baseURL: withPath(anthropicUrl ?? 'https://api.anthropic.com', '/v1'), apiKey: key }),
  };
}

function google({ googleKey: key, googleUrl }: ModelSettings): RemoteDefinition {
  const baseURL = withPath(googleUrl ?? 'https://generativelanguage.googleapis.com', '/v1beta');
  return {
    name: 'google',
    family: 'google',
    keySetting: 'GOOGLE_API_KEY',
    ...keyed('GOOGLE_API_KEY', key),
    defaultModel: modelOf(DEFAULT_MODELS.google),
    open: () => googleModels({ baseURL, apiKey: key }),
  };
}

function compatible({ name, baseUrl, keyName }: CompatibleServer, settings: ModelSettings): RemoteDefinition {
  const key = keyName === undefined ? undefined : settings.keyNamed(keyName);
  return {
    name,
    family: 'compatible',
    api: 'chat',
    ...(keyName !== undefined && { keySetting: keyName, ...keyed(keyName, key) }),
    open: () => compatibleModels(name, { baseURL: withPath(baseUrl, '/v1'), apiKey: key }),
  };
}

const keyed = (setting: string, key: string | undefined, optional = false) => ({
  ...(key !== undefined && { key }),
  ...(key === undefined && !optional && { unavailable: `${setting} is not set` }),
});

const modelOf = (id: string | undefined): string | undefined => id?.slice(id.indexOf('/') + 1);

/** The path is part of a base URL; who gives none means the usual one. */
function withPath(base: string, usual: string): string {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path || usual}${url.search}`;
}

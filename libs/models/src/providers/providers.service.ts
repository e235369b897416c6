import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { InvalidError, registerSecret } from '@muster/platform';
import { ExtractiveProvider } from '../extractive/extractive.provider';
import { ModelSettings } from '../model.settings';
import { ScriptedProvider } from '../scripted/scripted.provider';
import { Breaker, BreakerState } from '../remote/breaker';
import type { Provider } from './provider';
import { remoteDefinitions } from '../remote/remote-definitions';
import { RemoteProvider } from '../remote/remote.provider';

const ALIASES: Record<string, string> = { mock: 'scripted' };

/** What administrators set; what is left out, or empty, is as the environment says. */
export interface ModelOverrides {
  anthropicKey?: string;
  openaiKey?: string;
  googleKey?: string;
  ollamaUrl?: string;
  defaultProvider?: string;
  /** Of the provider, or `provider/model`. */
  defaultModel?: string;
}

const OLLAMA = 'ollama';

/** Every provider of this process, made from the settings; their SDKs are loaded when first called. */
@Injectable()
export class ProvidersService {
  private readonly logger = new Logger(ProvidersService.name);
  private providers = new Map<string, Provider>();
  private overrides: ModelOverrides = {};

  constructor(
    private readonly settings: ModelSettings,
    private readonly scripted: ScriptedProvider,
    private readonly extractive: ExtractiveProvider,
  ) {
    this.open();
  }

  /** From now on. Calls that are under way end as they began. Answers whether anything changed. */
  use(overrides: ModelOverrides): boolean {
    if (isDeepStrictEqual(overrides, this.overrides)) return false;
    this.overrides = overrides;
    for (const key of [overrides.anthropicKey, overrides.openaiKey, overrides.googleKey])
      if (key) registerSecret(key);
    this.open();
    return true;
  }

  /** The default that administrators chose, if it can be used: `provider`, or `provider/model`. */
  chosen(usual: string): string | undefined {
    const chosen = choiceOf(this.overrides, usual);
    if (chosen === undefined) return undefined;
    const provider = this.find(chosen.split('/')[0] ?? '');
    if (provider && provider.unavailable === undefined) return chosen;
    this.logger.warn(`the default ${chosen} is not used: ${provider?.unavailable ?? 'no such provider'}`);
    return undefined;
  }

  /** Throws `InvalidError` on an unknown name, and on a provider that lacks a setting, naming it. */
  usable(name: string): Provider {
    const provider = this.find(name);
    if (!provider) {
      throw new InvalidError(
        `unknown model provider "${name}": known are ${[...this.providers.keys()].join(', ')} (OPENAI_COMPATIBLE adds others)`,
        { model: 'names an unknown provider' },
        'unknown_provider',
      );
    }
    if (provider.unavailable !== undefined) {
      throw new InvalidError(
        `the model provider ${provider.name} cannot be used: ${provider.unavailable}`,
        { model: provider.unavailable },
        'provider_not_configured',
      );
    }
    return provider;
  }

  find(name: string): Provider | undefined {
    return this.providers.get(ALIASES[name] ?? name);
  }

  all(): Provider[] {
    return [...this.providers.values()];
  }

  /** State of the breaker of each provider in another process. */
  breakers(): { provider: string; state: BreakerState }[] {
    return this.all().flatMap((provider) =>
      provider instanceof RemoteProvider ? [{ provider: provider.name, state: provider.breaker.state }] : [],
    );
  }

  private open(): void {
    const { breakerFailures: failures, breakerCooldownMs: cooldownMs } = this.settings;
    const remote = remoteDefinitions(overridden(this.settings, this.overrides)).map(
      (definition) => new RemoteProvider(definition, new Breaker(definition.name, { failures, cooldownMs })),
    );
    const providers = new Map<string, Provider>();
    for (const provider of [...remote, this.scripted, this.extractive]) {
      if (providers.has(provider.name))
        throw new InvalidError(`OPENAI_COMPATIBLE: the name "${provider.name}" is taken`);
      providers.set(provider.name, provider);
    }
    this.providers = providers;
  }
}

/** A model that names no provider is one of the chosen provider, else of the usual one. */
function choiceOf({ defaultProvider: provider, defaultModel: model }: ModelOverrides, usual: string) {
  if (!model) return provider || undefined;
  if (provider) return `${provider}/${model}`;
  return model.includes('/') ? model : `${usual.split('/')[0]}/${model}`;
}

function overridden(settings: ModelSettings, overrides: ModelOverrides): ModelSettings {
  const { ollamaUrl } = overrides;
  const others = settings.openaiCompatible.filter((entry) => !ollamaUrl || !entry.startsWith(`${OLLAMA}=`));
  const changes: Partial<ModelSettings> = {
    openaiKey: overrides.openaiKey || settings.openaiKey,
    anthropicKey: overrides.anthropicKey || settings.anthropicKey,
    googleKey: overrides.googleKey || settings.googleKey,
    openaiCompatible: ollamaUrl ? [...others, `${OLLAMA}=${ollamaUrl}`] : others,
  };
  return Object.assign(Object.create(settings) as ModelSettings, changes);
}

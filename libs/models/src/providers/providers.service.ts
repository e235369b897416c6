import { Injectable } from '@nestjs/common';
import { InvalidError } from '@muster/platform';
import { ExtractiveProvider } from '../extractive/extractive.provider';
import { ModelSettings } from '../model.settings';
import { ScriptedProvider } from '../scripted/scripted.provider';
import { Breaker, BreakerState } from '../remote/breaker';
import type { Provider } from './provider';
import { remoteDefinitions } from '../remote/remote-definitions';
import { RemoteProvider } from '../remote/remote.provider';

const ALIASES: Record<string, string> = { mock: 'scripted' };

/** Every provider of this process, made from the settings; their SDKs are loaded when first called. */
@Injectable()
export class ProvidersService {
  private readonly providers = new Map<string, Provider>();

  constructor(settings: ModelSettings, scripted: ScriptedProvider, extractive: ExtractiveProvider) {
    const options = { failures: settings.breakerFailures, cooldownMs: settings.breakerCooldownMs };
    const remote = remoteDefinitions(settings).map(
      (definition) => new RemoteProvider(definition, new Breaker(definition.name, options)),
    );
    for (const provider of [...remote, scripted, extractive]) this.add(provider);
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

  private add(provider: Provider): void {
    if (this.providers.has(provider.name)) {
      throw new InvalidError(`OPENAI_COMPATIBLE: the name "${provider.name}" is taken`);
    }
    this.providers.set(provider.name, provider);
  }
}

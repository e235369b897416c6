import { Injectable } from '@nestjs/common';
import { InvalidError } from '@muster/platform';
import { DEFAULT_MODELS } from '../catalog/catalog.data';
import { ModelSettings } from '../model.settings';
import { type ModelOverrides, ProvidersService } from '../providers/providers.service';
import { MODEL_ROLES, ModelRef, ModelRole } from './model-call';

/** Which model does what, from the settings. */
@Injectable()
export class ModelChoice {
  private readonly usual: string;
  private readonly roles: Partial<Record<ModelRole, string>>;
  private readonly resolved = new Map<string, ModelRef>();
  private chosen?: string;

  constructor(
    settings: ModelSettings,
    private readonly providers: ProvidersService,
  ) {
    this.usual = settings.defaultModel ?? '';
    this.roles = Object.fromEntries(
      settings.modelRoles.map((entry) => [
        entry.slice(0, entry.indexOf('=')),
        entry.slice(entry.indexOf('=') + 1),
      ]),
    );
  }

  /** `provider/model` of the roles without one of their own. */
  get fallback(): string {
    return this.chosen ?? this.configured;
  }

  /** What administrators set counts from now on: see `ProvidersService.use`. */
  use(overrides: ModelOverrides): void {
    if (!this.providers.use(overrides)) return;
    this.chosen = this.providers.chosen(this.configured);
    this.resolved.clear();
  }

  /** Throws `InvalidError` on an unknown provider and on a missing key, naming the setting. */
  resolve(model?: string, role: ModelRole = 'agent'): ModelRef {
    const id = model ?? this.nameOf(role);
    const known = this.resolved.get(id);
    if (known) return known;
    const ref = this.parse(id);
    // Names come from callers: remembering every one would let them fill the memory.
    if (this.resolved.size < 1_000) this.resolved.set(id, ref);
    return ref;
  }

  nameOf(role: ModelRole): string {
    return this.roles[role] ?? this.fallback;
  }

  /** The roles that this model plays. */
  rolesOf({ provider, model }: ModelRef): ModelRole[] {
    return MODEL_ROLES.filter((role) => {
      const ref = this.tryParse(this.nameOf(role));
      return ref?.provider === provider && ref.model === model;
    });
  }

  private get configured(): string {
    return this.usual || (this.firstWithKey() ?? 'extractive');
  }

  private tryParse(id: string): ModelRef | undefined {
    try {
      return this.resolve(id);
    } catch {
      return undefined;
    }
  }

  private parse(id: string): ModelRef {
    const slash = id.indexOf('/');
    const provider = this.providers.usable(slash < 0 ? id : id.slice(0, slash));
    const model = slash < 0 ? provider.defaultModel : id.slice(slash + 1);
    if (!model) {
      throw new InvalidError(`"${id}" names no model: write ${provider.name}/model`, {
        model: 'names no model',
      });
    }
    return { provider: provider.name, model };
  }

  private firstWithKey(): string | undefined {
    return Object.entries(DEFAULT_MODELS).find(
      ([name]) => this.providers.find(name)?.unavailable === undefined,
    )?.[1];
  }
}

import type { McpServer } from '@modelcontextprotocol/server';
import { type Actor, allows, type Permission } from '@muster/identity';

/** Something the server offers: a tool, a family of resources, a prompt. */
export interface Feature {
  /** Whoever lacks it is neither shown the feature nor served. */
  permission: Permission;
  register(server: McpServer, actor: Actor): void;
  /** Whether this is a resource of the feature whose changes are told; throws for what the actor has not. */
  watches?(actor: Actor, uri: string): Promise<boolean>;
}

export interface FeatureSource {
  features(): Feature[];
}

/** Everything that is offered, in the order in which clients see it. */
export class FeatureCatalog {
  private readonly features: Feature[];

  constructor(sources: FeatureSource[]) {
    this.features = sources.flatMap((source) => source.features());
  }

  add(...features: Feature[]): void {
    this.features.push(...features);
  }

  /** Those that the actor may use. */
  of(actor: Actor): Feature[] {
    return this.features.filter(({ permission }) => allows(actor, permission));
  }

  async watches(actor: Actor, uri: string): Promise<boolean> {
    for (const feature of this.of(actor)) if (await feature.watches?.(actor, uri)) return true;
    return false;
  }
}

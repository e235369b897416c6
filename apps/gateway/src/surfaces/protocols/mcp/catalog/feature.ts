import type { McpServer } from '@modelcontextprotocol/server';
import type { Actor, Permission } from '@muster/identity';

/** Something the server offers: a tool, a family of resources, a prompt. */
export interface Feature {
  /** Whoever lacks it is neither shown the feature nor served. */
  permission: Permission;
  register(server: McpServer, actor: Actor): void;
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

  all(): readonly Feature[] {
    return this.features;
  }
}

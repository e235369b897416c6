import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import type { ActionInfo } from '@muster/contracts';
import { mayWork, UserFactsService } from '@muster/identity';
import { ForbiddenError } from '@muster/platform';
import { Organizations } from './organizations';
import { type Tool, type ToolCall, type ToolCatalog, TOOLS } from './tool';

/** Which of the actions an agent may take. */
export type Permits = (tool: Tool) => boolean;

const anything: Permits = () => true;

/** The actions of this installation. */
@Injectable()
export class Toolbox implements OnApplicationBootstrap {
  private readonly logger = new Logger(Toolbox.name);
  private readonly byName: Map<string, Tool>;

  constructor(
    @Inject(TOOLS) private readonly tools: Tool[],
    private readonly organizations: Organizations,
    private readonly facts: UserFactsService,
  ) {
    this.byName = new Map(tools.map((tool) => [tool.name, tool]));
  }

  onApplicationBootstrap(): void {
    const off = this.tools.flatMap((tool) => (tool.off ? [`${tool.name} (${tool.off})`] : []));
    if (off.length > 0) this.logger.log(`actions that are off: ${off.join(', ')}`);
  }

  /** All there are, those that are off with the reason. */
  get actions(): ActionInfo[] {
    return this.tools.map(toInfo);
  }

  /** Undefined: there is no such action, the task has not switched it on, or its agent may not take it. */
  find(name: string, categories: string[] | null, permits: Permits = anything): Tool | undefined {
    const tool = this.byName.get(name);
    return tool && isOn(tool.category, categories) && permits(tool) ? tool : undefined;
  }

  /** What runs of this organization may do: names of actions, and what can be called through one of them. */
  async offer(
    categories: string[] | null,
    orgId: string,
    permits: Permits = anything,
  ): Promise<{ actions: string[]; catalog: ToolCatalog | null }> {
    const on = this.tools.filter((tool) => isOn(tool.category, categories) && permits(tool));
    const refusals = await Promise.all(on.map((tool) => this.refusal(tool, orgId)));
    const offered = on.filter((_, index) => refusals[index] === undefined);
    const catalog = await offered.find((tool) => tool.catalog)?.catalog?.(orgId);
    return { actions: offered.map(({ name }) => name), catalog: catalog ?? null };
  }

  named(names: string[]): ActionInfo[] {
    return this.tools.filter(({ name }) => names.includes(name)).map(toInfo);
  }

  /** Throws `ForbiddenError` for a tool that this owner's runs may not use; where it takes an account, by what holds now. */
  async assertOpen(tool: Tool, { userId, orgId }: ToolCall['owner']): Promise<void> {
    const refusal = await this.refusal(tool, orgId);
    if (refusal) throw new ForbiddenError(`${tool.name} is off: ${refusal}`);
    if (tool.membersOnly && !mayWork(await this.facts.load(userId), orgId))
      throw new ForbiddenError('whoever it would be done for may no longer work in the organization');
  }

  private async refusal(tool: Tool, orgId: string): Promise<string | undefined> {
    if (tool.off) return tool.off;
    if (tool.membersOnly && (await this.organizations.isPublic(orgId))) return 'it takes an account';
    return tool.refusalFor?.(orgId);
  }
}

const toInfo = ({ name, category, description, parameters, off }: Tool): ActionInfo => ({
  name,
  category,
  description,
  parameters: z.toJSONSchema(parameters),
  ...(off && { off }),
});

const isOn = (category: string, categories: string[] | null): boolean =>
  category === 'core' || categories === null || categories.includes(category);

import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import type { ActionInfo } from '@muster/contracts';
import { ForbiddenError } from '@muster/platform';
import { PublicWorkspace } from './public-workspace';
import { type Tool, TOOLS } from './tool';

/** The actions of this installation. */
@Injectable()
export class Toolbox implements OnApplicationBootstrap {
  private readonly logger = new Logger(Toolbox.name);
  private readonly byName: Map<string, Tool>;

  constructor(
    @Inject(TOOLS) private readonly tools: Tool[],
    private readonly publicWorkspace: PublicWorkspace,
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

  /** Undefined: there is no such action, or the task has not switched it on. */
  find(name: string, categories: string[] | null): Tool | undefined {
    const tool = this.byName.get(name);
    return tool && isOn(tool.category, categories) ? tool : undefined;
  }

  /** Names of the actions that runs of this organization may take. */
  async offered(categories: string[] | null, orgId: string): Promise<string[]> {
    const isPublic = await this.publicWorkspace.is(orgId);
    return this.tools
      .filter((tool) => isOn(tool.category, categories) && refusalOf(tool, isPublic) === undefined)
      .map(({ name }) => name);
  }

  named(names: string[]): ActionInfo[] {
    return this.tools.filter(({ name }) => names.includes(name)).map(toInfo);
  }

  /** Throws `ForbiddenError` for a tool that runs of this organization may not use. */
  async assertOpen(tool: Tool, orgId: string): Promise<void> {
    const refusal = refusalOf(tool, await this.publicWorkspace.is(orgId));
    if (refusal) throw new ForbiddenError(`${tool.name} is off: ${refusal}`);
  }
}

const toInfo = ({ name, category, description, parameters, off }: Tool): ActionInfo => ({
  name,
  category,
  description,
  parameters: z.toJSONSchema(parameters),
  ...(off && { off }),
});

const refusalOf = ({ off, membersOnly }: Tool, isPublic: boolean): string | undefined =>
  off ?? (membersOnly && isPublic ? 'it takes an account' : undefined);

const isOn = (category: string, categories: string[] | null): boolean =>
  category === 'core' || categories === null || categories.includes(category);

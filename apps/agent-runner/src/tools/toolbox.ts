import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ActionInfo } from '@muster/contracts';
import { type Tool, TOOLS } from './tool';

/** The actions of this installation. */
@Injectable()
export class Toolbox {
  private readonly byName: Map<string, Tool>;
  readonly actions: ActionInfo[];

  constructor(@Inject(TOOLS) tools: Tool[]) {
    this.byName = new Map(tools.map((tool) => [tool.name, tool]));
    this.actions = tools.map(({ name, category, description, parameters }) => ({
      name,
      category,
      description,
      parameters: z.toJSONSchema(parameters),
    }));
  }

  /** Undefined: there is no such action, or it is not switched on. */
  find(name: string, categories: string[] | null): Tool | undefined {
    const tool = this.byName.get(name);
    return tool && isOn(tool.category, categories) ? tool : undefined;
  }

  enabled(categories: string[] | null): ActionInfo[] {
    return this.actions.filter(({ category }) => isOn(category, categories));
  }
}

const isOn = (category: string, categories: string[] | null): boolean =>
  category === 'core' || categories === null || categories.includes(category);

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidError } from '@muster/platform';
import { checkScenario, Scenario } from './scenario';
import { SCENARIOS } from './scenarios.data';

const NAME = /^[\w-][\w.-]*$/;

/** Scenarios by name: the operator's files first, then those that come with the product. Each file is read once. */
export class ScenarioStore {
  private readonly loaded = new Map<string, Scenario>();

  constructor(private readonly folder?: string) {}

  /** Nothing to wait for once it was loaded. */
  known(name: string): Scenario | undefined {
    return this.loaded.get(name);
  }

  async load(name: string): Promise<Scenario> {
    if (!NAME.test(name)) throw new InvalidError(`"${name}" cannot be the name of a scenario`);
    const scenario = (await this.fromFile(name)) ?? SCENARIOS[name];
    if (!scenario) {
      const where =
        this.folder === undefined ? 'SCENARIO_DIR is not set' : `nor is there ${name}.json in SCENARIO_DIR`;
      throw new InvalidError(
        `no scenario "${name}": known are echo, ${Object.keys(SCENARIOS).join(', ')}; ${where}`,
      );
    }
    this.loaded.set(name, scenario);
    return scenario;
  }

  private async fromFile(name: string): Promise<Scenario | undefined> {
    if (this.folder === undefined) return undefined;
    const content = await readFile(join(this.folder, `${name}.json`), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    return content === undefined ? undefined : checkScenario(name, parse(name, content));
  }
}

function parse(name: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new InvalidError(`scenario ${name}: ${(error as Error).message}`);
  }
}

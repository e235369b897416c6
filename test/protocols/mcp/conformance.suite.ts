import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from '../../support/environment';

const MODULES = resolve(__dirname, '..', '..', '..', 'node_modules');
const NODE = join(MODULES, '.bin', 'node');
const SUITE = join(MODULES, '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

interface Check {
  name: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/** How one scenario came out: `passed` when something was found right, and nothing wrong or doubtful. */
export interface Outcome {
  passed: boolean;
  complaints: string[];
}

/** Runs every server scenario that the suite knows against an address; answers the outcomes by scenario. */
export async function runSuite(url: string): Promise<Map<string, Outcome>> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-conformance-'));
  try {
    const args = [SUITE, 'server', '--url', url, '--suite', 'all', '--output-dir', folder];
    // Its exit code says that some scenario failed; which, the files tell.
    await promisify(execFile)(NODE, args, { env: bareEnvironment(), maxBuffer: 64 * 1024 * 1024 }).catch(
      () => undefined,
    );
    return await outcomesIn(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function knownScenarios(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(NODE, [SUITE, 'list', '--server'], { env: bareEnvironment() });
  return [...stdout.matchAll(/^\s+- (\S+)/gm)].map(([, name]) => name as string);
}

async function outcomesIn(folder: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const name of await readdir(folder)) {
    const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T/.exec(name)?.[1];
    if (!scenario) throw new Error(`no result of a scenario: ${name}`);
    const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[];
    outcomes.set(scenario, outcomeOf(checks));
  }
  return outcomes;
}

function outcomeOf(checks: Check[]): Outcome {
  const complaints = checks
    .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    .map(({ name, status, errorMessage = '' }) => `${status} ${name}: ${errorMessage}`);
  const found = checks.some(({ status }) => status === 'SUCCESS');
  return {
    passed: found && complaints.length === 0,
    complaints: found ? complaints : [...complaints, 'nothing was checked'],
  };
}

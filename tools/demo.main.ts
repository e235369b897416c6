import { join } from 'node:path';
import { TemporaryInstallation } from '@muster/local';
import { loadSettings, SettingsError } from '@muster/platform';
import { Api } from './demo/api';
import { DemoSettings } from './demo/demo.settings';
import { Failure } from './demo/failure';
import { Job, since } from './demo/job';
import { Screen } from './demo/screen';

const QUESTION = 'What happens to a run when the worker that executes it dies?';
const USAGE = 'usage: npm run demo -- ["a question" [file]]';
const INTERRUPTED = 130;

const root = process.cwd();
const ending = new AbortController();
const clean: (() => Promise<void>)[] = [];

async function demo(settings: DemoSettings, screen: Screen, [question, file]: string[]): Promise<void> {
  screen.line(screen.style('bold', 'Muster: the main job, once through'));
  const api = settings.url ? await enter(settings, settings.url) : await startOwn(screen);
  const begun = performance.now();
  const sample = join(root, 'docs', 'samples', 'muster-handbook.pdf');
  await new Job(api, screen).run(file ?? sample, question ?? QUESTION);
  screen.line(`\n${screen.style('green', 'Done')} in ${since(begun)}, all of it over HTTP at ${api.url}`);
}

async function enter({ token, email, password }: DemoSettings, url: string): Promise<Api> {
  const api = new Api(url, ending.signal);
  if (token) api.useToken(token);
  else if (password) await api.logIn(email, password);
  else throw new Failure('MUSTER_URL needs MUSTER_TOKEN, or ADMIN_EMAIL and ADMIN_PASSWORD');
  return api;
}

async function startOwn(screen: Screen): Promise<Api> {
  const begun = performance.now();
  screen.line(
    screen.style('dim', '\nStarting Muster with databases of its own; they go when the demo ends.'),
  );
  ending.signal.throwIfAborted();
  const installation = new TemporaryInstallation(root, () => undefined);
  clean.push(() => installation.stop());
  const { address, adminEmail } = await installation.start();
  screen.line(
    screen.style('dim', `Ready after ${since(begun)}: ${address}, interactive docs at ${address}/docs`),
  );
  const api = new Api(address, ending.signal);
  await api.logIn(adminEmail, installation.adminPassword);
  return api;
}

async function run(args: string[]): Promise<number> {
  const [settings] = loadSettings([DemoSettings]);
  if (args.length > 2 || args.some((arg) => /^--?h/.test(arg))) {
    console.log(USAGE);
    return args.length > 2 ? 2 : 0;
  }
  await demo(settings, new Screen(process.stdout, process.stdout.isTTY && !settings.noColor), args);
  return 0;
}

/** The exit code, and one line where it is not 0. */
function explain(error: unknown): number {
  if (ending.signal.aborted) return INTERRUPTED;
  const known = error instanceof Failure || error instanceof SettingsError;
  const { message, stack, name } = error as Error;
  console.error(`muster demo: ${known || name === 'StartError' ? message : (stack ?? message)}`);
  return 1;
}

/** Twice: without waiting for anything. */
function interrupt(): void {
  if (ending.signal.aborted) process.exit(INTERRUPTED);
  ending.abort();
  for (const step of clean) void step();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.stdout.on('error', () => undefined);
// A fetch that is aborted while a chunk comes in throws outside of any promise; once the demo ends that says nothing.
process.on('uncaughtException', (error) => {
  if (!ending.signal.aborted) process.exit(explain(error));
});

void run(process.argv.slice(2))
  .catch(explain)
  .then(async (code) => {
    for (const step of clean) await step();
    process.exit(code);
  });

import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeSettings } from '../code.settings';
import { type Interpreter, interpreters, type Language, systemProgram } from '../languages';
import { Sandbox, sandboxUser } from './sandbox';
import type { Place } from './sandbox-arguments';

export interface FoundSandbox {
  sandbox: Sandbox;
  /** Those that work in it. */
  languages: Map<Language, Interpreter>;
}

/** Scripts that do nothing, in every language: an empty one. */
const NOTHING = '';
const PROBE_SECONDS = 10;

/** The sandbox of this machine, tried out with each language; or why there is none, in half a line. */
export async function findSandbox({
  seconds,
  memoryMb,
}: CodeSettings): Promise<FoundSandbox | { off: string }> {
  const [bwrap, prlimit] = ['bwrap', 'prlimit'].map(systemProgram);
  if (!bwrap) return { off: 'bubblewrap (bwrap) is not found' };
  if (!prlimit) return { off: 'prlimit is not found' };
  const probe = new Sandbox(bwrap, prlimit, { seconds: PROBE_SECONDS, memoryMb });
  const languages = new Map<Language, Interpreter>();
  const problems: string[] = [];
  for (const [language, interpreter] of interpreters(memoryMb)) {
    const problem = await tryOut(probe, interpreter);
    if (problem === undefined) languages.set(language, interpreter);
    else problems.push(problem);
  }
  if (languages.size === 0) return { off: `bubblewrap does not work here: ${problems[0]}` };
  return { sandbox: new Sandbox(bwrap, prlimit, { seconds, memoryMb }), languages };
}

async function tryOut(sandbox: Sandbox, interpreter: Interpreter): Promise<string | undefined> {
  return inPlace(NOTHING, async (place) => {
    const { exitCode, stderr, ended } = await sandbox.run(interpreter, place);
    if (exitCode === 0) return undefined;
    return String(stderr).split('\n', 1)[0]?.slice(0, 200) || (ended ?? `exit code ${exitCode}`);
  });
}

/** A folder to work in and a script, gone afterwards. */
export async function inPlace<T>(source: string, work: (place: Place) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'muster-code-'));
  const place = { work: join(root, 'work'), script: join(root, 'script') };
  try {
    await mkdir(place.work);
    await writeFile(place.script, source);
    const user = sandboxUser();
    if (user) for (const path of [root, place.work, place.script]) await chown(path, user, user);
    return await work(place);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

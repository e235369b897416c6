import { existsSync } from 'node:fs';

export const LANGUAGES = ['python', 'javascript', 'bash'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How a language is spoken inside the sandbox. */
export interface Interpreter {
  /** On the machine. */
  program: string;
  /** In the sandbox, when that is another place. */
  shownAs?: string;
  /** Behind the program, before the script. */
  flags: string[];
  /** Name of the script. */
  script: string;
  /** Address space it sets aside beyond the memory it uses, in megabytes. */
  slackMb: number;
}

const PLACES = ['/usr/bin', '/usr/local/bin', '/bin'];

/** Where the system keeps a program; the sandbox shows these places as they are. */
export const systemProgram = (name: string): string | undefined =>
  PLACES.map((place) => `${place}/${name}`).find((path) => existsSync(path));

/** Those that this machine may have: whether they work is found out by trying. */
export function interpreters(memoryMb: number): Map<Language, Interpreter> {
  const found = new Map<Language, Interpreter>();
  const python = systemProgram('python3');
  const bash = systemProgram('bash');
  if (python) found.set('python', { program: python, flags: ['-B'], script: 'main.py', slackMb: 0 });
  // The one that runs this very app.
  found.set('javascript', {
    program: process.execPath,
    shownAs: '/run/node',
    flags: [`--max-old-space-size=${Math.floor(memoryMb / 2)}`],
    script: 'main.js',
    slackMb: 512,
  });
  if (bash) found.set('bash', { program: bash, flags: [], script: 'main.sh', slackMb: 0 });
  return found;
}

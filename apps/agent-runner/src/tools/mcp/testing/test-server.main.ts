import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { testServer } from './test-server';

const { LOG = '/dev/null', SECRET = 'nothing secret', MANNER = '' } = process.env;

/** In which ways a program may be a bad one. */
const MANNERS: Record<string, () => void> = {
  // Ends at once.
  dead: () => process.exit(3),
  // Never says anything, and does not end when it is told to.
  deaf: () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
    setInterval(() => undefined, 1_000);
  },
  // Prints where only messages should be, and a lot where people look.
  noisy: () => {
    console.log('Welcome!');
    console.error(`starting with ${SECRET}`);
    for (let n = 0; n < 3_000; n += 1) console.error('noise '.repeat(50));
    serve();
  },
  // Starts others, and does not end when it is told to.
  parent: () => {
    spawn('sleep', ['1000'], { stdio: 'inherit' });
    process.on('SIGTERM', () => undefined);
    setInterval(() => undefined, 1_000);
    serve();
  },
};

function serve(): void {
  const env = { ...process.env, SECRET: undefined };
  serveStdio(() =>
    testServer({ log: LOG, secret: SECRET, env, pid: process.pid, exit: () => process.exit(1) }),
  );
}

appendFileSync(LOG, `started ${process.pid}\n`);
(MANNERS[MANNER] ?? serve)();

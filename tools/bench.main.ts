import { Logger } from '@nestjs/common';
import { readOptions } from './bench/options';
import { Installation } from './bench/product/installation';
import type { Row } from './bench/report/row';
import { notes, table } from './bench/report/table';
import type { Bench } from './bench/section';
import { SECTIONS } from './bench/sections';
import { load, machine } from './bench/support/machine';

const say = (line: string): void => {
  console.log(line);
};

/** Figures, not tests: being short of a goal is a line in the table, only what breaks is an error. */
async function main(root: string): Promise<void> {
  // The transport's client tells everybody that it has connected.
  Logger.overrideLogger(false);
  const { only, quick } = readOptions(process.argv.slice(2));
  say(`${machine()}; ${load()}`);
  const installation = await Installation.start(root, say);
  try {
    say(
      `Redis: ${installation.redis.kind === 'installed' ? 'redis-server from PATH' : 'the embedded one'}, nothing on disk; ` +
        'Postgres: the embedded one, fsync and synchronous commit on; model: scripted/echo; rate limits off',
    );
    const bench: Bench = { installation, root, quick, say };
    const rows: Row[] = [];
    for (const name of only) {
      say(`${name}: begins at a ${load()}`);
      rows.push(...(await Promise.race([SECTIONS[name](bench), installation.lost])));
    }
    say(`\n${table(rows)}\n`);
    for (const note of notes(rows)) say(`- ${note}`);
    if (quick) say('\nA quick run: smaller and shorter than the goals ask for.');
    say(`\n${load()} at the end`);
  } finally {
    await installation.stop();
  }
}

main(process.cwd()).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
});

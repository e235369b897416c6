import { Logger } from '@nestjs/common';
import type { Row } from './bench/report/row';
import { notes, table } from './bench/report/table';
import { cranfieldPart } from './bench/retrieval/cranfield-part';
import { RetrievalLab } from './bench/retrieval/lab';
import { millionPart } from './bench/retrieval/million-part';
import { readRetrievalOptions } from './bench/retrieval/options';
import { load, machine } from './bench/support/machine';

const say = (line: string): void => {
  console.log(line);
};

/** Figures, not tests: being short of a goal is a line in the table, only what breaks is an error. */
async function main(root: string): Promise<void> {
  Logger.overrideLogger(['warn', 'error', 'fatal']);
  const options = readRetrievalOptions(process.argv.slice(2), root);
  say(`${machine()}; ${load()}; the embedded Postgres as it comes`);
  const rows: Row[] = [];
  if (options.only.includes('cranfield')) {
    const { cranfield, embedder } = options;
    if (cranfield === undefined) say('cranfield: no folder with the collection was found or given; left out');
    else rows.push(...(await inLab((lab) => cranfieldPart(lab, cranfield, embedder, say))));
  }
  if (options.only.includes('million'))
    rows.push(...(await inLab((lab) => millionPart(lab, options.chunks, say))));
  if (rows.length > 0) say(`\n${table(rows)}\n`);
  for (const note of notes(rows)) say(`- ${note}`);
  say(`${load()} at the end`);
}

async function inLab(part: (lab: RetrievalLab) => Promise<Row[]>): Promise<Row[]> {
  const lab = await RetrievalLab.start();
  try {
    return await part(lab);
  } finally {
    await lab.stop();
  }
}

main(process.cwd()).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
});

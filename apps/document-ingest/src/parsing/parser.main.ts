import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PARSERS } from '../parsers';
import { ParseError, ParserInput } from '../parsers/parser';
import { FromParser, PARTS_AHEAD, ToParser } from './messages';

/** The process in which files are parsed, one after the other. It may die at any moment: nothing is lost with it. */
const maxMegabytes = Number(process.argv[2]);

new Worker(join(__dirname, `watchdog.main${extname(__filename)}`), {
  workerData: { maxBytes: maxMegabytes * 1024 ** 2, parent: process.ppid },
}).unref();

let opened: Extract<ToParser, { type: 'open' }> | undefined;
let bytes: Uint8Array[] = [];
let credit = 0;
let wake: (() => void) | undefined;

process.on('message', (message: ToParser) => {
  if (message.type === 'open') opened = message;
  else if (message.type === 'bytes') bytes.push(message.bytes);
  else if (message.type === 'more') grant();
  else void parse();
});
process.on('disconnect', () => process.exit());
// A whole process group is told to stop at once, but the app decides when its parsers do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function grant(): void {
  credit += 1;
  wake?.();
}

async function parse(): Promise<void> {
  const { contentType, ...source } = opened as Extract<ToParser, { type: 'open' }>;
  const input: ParserInput = { ...source, bytes, threads: availableParallelism() };
  bytes = [];
  credit = PARTS_AHEAD;
  try {
    const parser = PARSERS[contentType as keyof typeof PARSERS];
    if (!parser) throw new ParseError('unsupported_type', `nothing here reads ${contentType}`);
    for await (const part of parser(input)) {
      while (credit === 0) await new Promise<void>((resolve) => (wake = resolve));
      credit -= 1;
      send({ type: 'part', part });
    }
    send({ type: 'done' });
  } catch (error) {
    send({
      type: 'failed',
      message: (error as Error).message,
      ...(error instanceof ParseError && { reason: error.reason }),
    });
  }
}

const send = (message: FromParser): void => {
  process.send?.(message);
};

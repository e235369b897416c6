import { ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { ParseError } from '../parsers/parser';
import { imageFormatOf } from './image-format';
import type { OcrTool } from './ocr-tool';
import { RecognizedPage, TsvReader } from './tsv';

/**
 * Runs a program with bounded memory, and ends it with all its group when file 3 is closed, which happens however this
 * process dies. Its memory in kilobytes is the first argument; not every system can bound it.
 */
const BOUNDED = `
kilobytes=$1; shift
exec 4<&0 </dev/null
(ulimit -v "$kilobytes" 2>/dev/null; exec "$@") <&4 3<&- 4<&- &
child=$!
exec 4<&-
(read -r line <&3; kill -s KILL 0) >/dev/null 2>&1 &
watcher=$!
exec 3<&- >/dev/null
wait $child
code=$?
kill $watcher 2>/dev/null
exit $code
`;

/** The pages of an image, one after the other, as tesseract reads them. Throws `ParseError` when it cannot. */
export async function* recognize(image: Buffer, tool: OcrTool): AsyncGenerator<RecognizedPage> {
  if (!imageFormatOf(image)) throw unreadable();
  const running = new Running(image, tool);
  try {
    const reader = new TsvReader();
    for await (const line of running.lines()) {
      const page = reader.take(line);
      if (!page) continue;
      running.patient();
      yield page;
    }
    await running.end();
    const last = reader.end();
    if (last) yield last;
  } finally {
    running.kill();
  }
}

class Running {
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;
  private timer?: NodeJS.Timeout;
  private overdue = false;

  constructor(
    image: Buffer,
    private readonly tool: OcrTool,
  ) {
    const { path, languages, data, memoryMb } = tool;
    const args = [
      'stdin',
      'stdout',
      '-l',
      languages,
      ...(data ? ['--tessdata-dir', data] : []),
      '--psm',
      '3',
      'tsv',
    ];
    this.child = spawn('/bin/sh', ['-c', BOUNDED, 'sh', String(memoryMb * 1_024), path, ...args], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      // One thread each: the other cores belong to other documents.
      env: { OMP_THREAD_LIMIT: '1' },
      cwd: '/',
      // A group of its own, to be killed as one.
      detached: true,
    });
    this.exited = new Promise((resolve) => {
      this.child.once('error', () => {
        resolve(null);
      });
      this.child.once('exit', resolve);
    });
    // It may end before it has read everything.
    this.child.stdin?.on('error', () => undefined);
    this.leash?.on('error', () => undefined);
    this.child.stdin?.end(image);
    this.patient();
  }

  /** Another page, another while. */
  patient(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.overdue = true;
      this.kill();
    }, this.tool.pageSeconds * 1_000);
  }

  lines(): AsyncIterable<string> {
    const { stdout } = this.child;
    if (!stdout) throw unreadable();
    return createInterface({ input: stdout, crlfDelay: Infinity });
  }

  /** Waits until it has ended, and says how that was, unless well. */
  async end(): Promise<void> {
    const code = await this.exited;
    if (this.overdue)
      throw new ParseError(
        'too_costly',
        `reading an image took longer than ${this.tool.pageSeconds} seconds`,
      );
    if (code !== 0) throw unreadable();
  }

  kill(): void {
    clearTimeout(this.timer);
    this.leash?.destroy();
    this.child.stdin?.destroy();
  }

  private get leash(): Writable | undefined {
    return this.child.stdio[3] as Writable | undefined;
  }
}

const unreadable = (): ParseError =>
  new ParseError('corrupt', 'it is not an image that can be read, or too large a one');

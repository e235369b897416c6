import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { leash, Leashed, unref } from '../processes/leash';
import { freePort } from '../processes/ports';

const run = promisify(execFile);

interface PrivateRedisOptions {
  /** False: the embedded one, whatever is on PATH. */
  preferInstalled?: boolean;
  /** Independent servers, each with its own keys and channels. */
  servers?: number;
}

/** Redis on loopback for this process alone, gone when it is. Nothing is kept: Redis is never the truth here. */
export class PrivateRedis {
  private readonly running: Leashed[] = [];

  private constructor(
    readonly urls: string[],
    /** `redis-server` from PATH, or the embedded one. */
    readonly kind: 'installed' | 'embedded',
  ) {}

  static async start({
    preferInstalled = true,
    servers = 1,
  }: PrivateRedisOptions = {}): Promise<PrivateRedis> {
    const ports = await Promise.all(Array.from({ length: servers }, freePort));
    const kind = preferInstalled && (await installedIsRecent()) ? 'installed' : 'embedded';
    const redis = new PrivateRedis(
      ports.map((port) => `redis://127.0.0.1:${port}`),
      kind,
    );
    if (kind === 'embedded') await redis.add(embedded(ports), 'ready');
    else await Promise.all(ports.map((port) => redis.add(installed(port), 'Ready to accept connections')));
    return redis;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((server) => server.stop()));
  }

  private async add(server: Leashed, readyLine: string): Promise<void> {
    this.running.push(server);
    await said(server, readyLine);
    unref(server);
  }
}

/** BLMOVE, which the queues rely on, came with 6.2. */
async function installedIsRecent(): Promise<boolean> {
  try {
    const { stdout } = await run('redis-server', ['--version']);
    const [, major = 0, minor = 0] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
  } catch {
    return false;
  }
}

const installed = (port: number): Leashed =>
  leash(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ],
    { signal: 'TERM', cwd: '/' },
  );

const embedded = (ports: number[]): Leashed =>
  leash(process.execPath, [require.resolve('./embedded-redis.main'), ...ports.map(String)], {
    signal: 'TERM',
  });

/** Waits until the program prints `word`. */
async function said({ process: program }: Leashed, word: string): Promise<void> {
  const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes(word)) resolve();
    });
  });
  const ended = once(program, 'exit').then(() => {
    throw new Error('Redis did not start');
  });
  await Promise.race([ready, ended]);
  program.stderr?.resume();
}

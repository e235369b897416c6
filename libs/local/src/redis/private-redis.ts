import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { leash, Leashed } from '../processes/leash';
import { Perpetual } from '../processes/perpetual';
import { freePort } from '../processes/ports';
import { spokenLine } from '../processes/spoken-line';

const run = promisify(execFile);

interface PrivateRedisOptions {
  /** False: the embedded one, whatever is on PATH. */
  preferInstalled?: boolean;
  /** Independent servers, each with its own keys and channels. */
  servers?: number;
  say?: (line: string) => void;
}

/** Redis on loopback for this process alone, gone when it is. Nothing is kept: Redis is never the truth here. */
export class PrivateRedis {
  private constructor(
    readonly urls: string[],
    /** `redis-server` from PATH, or the embedded one. */
    readonly kind: 'installed' | 'embedded',
    private readonly programs: Perpetual[],
  ) {}

  static async start(options: PrivateRedisOptions = {}): Promise<PrivateRedis> {
    const { preferInstalled = true, servers = 1, say = () => undefined } = options;
    const ports = await Promise.all(Array.from({ length: servers }, freePort));
    const kind = preferInstalled && (await installedIsRecent()) ? 'installed' : 'embedded';
    const launches =
      kind === 'embedded' ? [() => embedded(ports)] : ports.map((port) => () => installed(port));
    const programs = launches.map((launch) => new Perpetual('Redis', launch, say));
    await Promise.all(programs.map((program) => program.start()));
    return new PrivateRedis(
      ports.map((port) => `redis://127.0.0.1:${port}`),
      kind,
      programs,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
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

async function installed(port: number): Promise<Leashed> {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = leash('redis-server', args, { signal: 'TERM', cwd: '/' });
  await spokenLine(server, 'Ready to accept connections');
  return server;
}

async function embedded(ports: number[]): Promise<Leashed> {
  const program = require.resolve('./embedded-redis.main');
  const server = leash(process.execPath, [...SMALL, program, ...ports.map(String)], { signal: 'TERM' });
  await spokenLine(server, 'ready');
  return server;
}

const SMALL = ['--max-semi-space-size=8'];

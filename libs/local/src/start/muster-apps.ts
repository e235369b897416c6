import { join } from 'node:path';
import { freePort } from '../processes/ports';
import type { AppSpec } from '../supervisor/app-process';
import { addressOf } from './address';
import type { FirstAdministrator } from './installation';
import type { Facts } from './preparation';

/**
 * Four processes on one machine. Young generations of 8 MB, or of 2 where little is allocated, instead of 16 keep 20 to
 * 30 MB of each out of memory.
 */
const flags = (semiSpace: number, oldSpace: number): string[] => [
  `--max-semi-space-size=${semiSpace}`,
  `--max-old-space-size=${oldSpace}`,
  '--v8-pool-size=1',
];

const LOCAL: NodeJS.ProcessEnv = {
  // glibc would give each of libuv's threads an arena of its own.
  MALLOC_ARENA_MAX: '2',
  // Shorter than what the supervisor waits before it kills.
  DRAIN_SECONDS: process.env.DRAIN_SECONDS || '8',
};

/** The apps of the product, compiled in `dist`. Those without a surface answer for their health on a port of their own. */
export async function musterApps(dist: string, facts: Facts, admin: FirstAdministrator): Promise<AppSpec[]> {
  const script = (name: string) => join(dist, 'apps', name, 'src', 'main.js');
  const worker = async (name: string, limits: string[]): Promise<AppSpec> => {
    const health = await freePort();
    const env = { ...LOCAL, HEALTH_PORT: String(health) };
    return { name, script: script(name), readyUrl: `http://127.0.0.1:${health}/ready`, env, flags: limits };
  };
  const gateway: AppSpec = {
    name: 'gateway',
    script: script('gateway'),
    readyUrl: `${addressOf(facts)}/health`,
    env: { ...LOCAL, PORT: String(facts.port), ...(admin.password && { ADMIN_PASSWORD: admin.password }) },
    flags: flags(8, 512),
  };
  return [
    gateway,
    await worker('agent-runner', flags(8, 512)),
    await worker('document-ingest', flags(2, 512)),
    await worker('notifier', flags(2, 256)),
  ];
}

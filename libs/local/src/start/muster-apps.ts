import { join } from 'node:path';
import type { AppSpec } from '../supervisor/app-process';
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

/**
 * The apps of the product, compiled in `dist`. On a machine that they share, those without a surface take their health
 * ports in a row.
 */
export function musterApps(dist: string, { port, healthPort }: Facts, admin: FirstAdministrator): AppSpec[] {
  const app = (name: string, limits: string[], env: NodeJS.ProcessEnv): AppSpec => ({
    name,
    script: join(dist, 'apps', name, 'src', 'main.js'),
    env: { ...LOCAL, ...env },
    flags: limits,
  });
  const health = (place: number) => ({ HEALTH_PORT: String(healthPort > 0 ? healthPort + place : 0) });
  const password = admin.password ? { ADMIN_PASSWORD: admin.password } : {};
  return [
    app('gateway', flags(8, 512), { PORT: String(port), ...password }),
    app('agent-runner', flags(8, 512), health(0)),
    app('document-ingest', flags(2, 512), health(1)),
    app('notifier', flags(2, 256), health(2)),
  ];
}

import type { ForkOptions } from 'node:child_process';

/** For processes that must end when this one does, whatever ends it. */
export const supervised = (env: NodeJS.ProcessEnv, flags: string[] = []): ForkOptions => ({
  execArgv: ['--require', require.resolve('./end-with-parent'), ...flags],
  env: { ...env, MUSTER_SUPERVISOR: String(process.pid) },
  detached: true,
});

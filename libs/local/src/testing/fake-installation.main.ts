import { join, resolve } from 'node:path';
import { runInstallation } from '../main';
import { freePort } from '../processes/ports';
import type { AppSpec } from '../supervisor/app-process';

/** A start as `npm start` makes it, but with two fake apps: the compiled ones need not exist. */
const script = join(__dirname, 'fake-app.main.js');

async function fakeApps({ port }: { port: number }, { password }: { password?: string }): Promise<AppSpec[]> {
  const health = await freePort();
  return [
    {
      name: 'gateway',
      script,
      readyUrl: `http://127.0.0.1:${port}/health`,
      env: { PORT: String(port), ...(password && { ADMIN_PASSWORD: password }) },
    },
    {
      name: 'agent-runner',
      script,
      readyUrl: `http://127.0.0.1:${health}/ready`,
      env: { HEALTH_PORT: String(health) },
    },
  ];
}

const dist = resolve(__dirname, '..', '..', '..', '..');
void runInstallation({
  root: resolve(dist, '..'),
  env: process.env,
  settingsModule: join(__dirname, 'fake-settings.js'),
  apps: fakeApps,
  print: (line) => {
    console.log(line);
  },
}).then((code) => process.exit(code));

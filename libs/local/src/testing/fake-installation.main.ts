import { join, resolve } from 'node:path';
import { runInstallation } from '../main';
import type { AppSpec } from '../supervisor/app-process';

/** A start as `npm start` makes it, but with two fake apps: the compiled ones need not exist. */
const script = join(__dirname, 'fake-app.main.js');

const fakeApps = ({ port }: { port: number }, { password }: { password?: string }): AppSpec[] => [
  { name: 'gateway', script, env: { PORT: String(port), ...(password && { ADMIN_PASSWORD: password }) } },
  { name: 'agent-runner', script, env: { PORT: undefined } },
];

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

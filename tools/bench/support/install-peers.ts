import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../section';

const run = promisify(execFile);

/**
 * The peers with their packages, in a folder of their own outside of everything that is compiled or checked. No
 * package runs code at install time. Undefined, and one line that says why, where they cannot be installed.
 */
export async function installPeers({ root, say }: Bench): Promise<string | undefined> {
  const folder = join(root, '.data', 'bench-peers');
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'tools', 'bench', 'peers'), folder, { recursive: true });
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    return folder;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    say(`peers: not installed: ${/^npm error (?!code)(.*)$/m.exec(stderr)?.[1] ?? message.split('\n')[0]}`);
    return undefined;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface BuildInfo {
  version: string;
  /** Known when the product runs from a git checkout. */
  commit?: string;
}

let known: BuildInfo | undefined;

/** Version and commit of the running product, read once. */
export const buildInfo = (): BuildInfo => (known ??= readFrom(rootOf(__dirname)));

const rootOf = (folder: string): string => {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return rootOf(dirname(folder));
};

function readFrom(root: string): BuildInfo {
  const { version = '0.0.0' } = JSON.parse(read(join(root, 'package.json')) ?? '{}') as { version?: string };
  const commit = commitOf(join(root, '.git'));
  return { version, ...(commit && { commit: commit.slice(0, 12) }) };
}

/** Follows HEAD by hand: the run time image need not have git. */
function commitOf(git: string): string | undefined {
  const head = read(join(git, 'HEAD'))?.trim();
  if (!head?.startsWith('ref: ')) return head;
  const ref = head.slice('ref: '.length);
  const packed = read(join(git, 'packed-refs'))?.split('\n');
  return read(join(git, ref))?.trim() ?? packed?.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

import { createHash } from 'node:crypto';

/** A UUID of version 4 form that is the same whenever the program is re-entered. */
export function turnId(runId: string, n: number): string {
  const hex = createHash('sha256').update(`${runId}:turn#${n}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

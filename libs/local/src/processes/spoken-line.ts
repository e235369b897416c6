import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Leashed } from './leash';

const KEPT_LINES = 20;

/** Waits until the program prints `word` and keeps reading what it says; when it ends instead, its last lines tell why. */
export async function spokenLine({ process: child }: Leashed, word: string): Promise<void> {
  const lines: string[] = [];
  const spoken = new Promise<void>((resolve) => {
    for (const output of [child.stdout, child.stderr]) {
      if (!output) continue;
      createInterface({ input: output }).on('line', (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        if (line.includes(word)) resolve();
      });
    }
  });
  const ended = once(child, 'close').then(() => {
    const reasons = lines.filter((line) => /FATAL|PANIC|ERROR|error|denied/.test(line));
    throw new Error((reasons.length > 0 ? reasons : lines).join(' '));
  });
  await Promise.race([spoken, ended]);
}

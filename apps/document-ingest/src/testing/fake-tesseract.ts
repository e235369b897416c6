import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program in the place of tesseract: the path of the script. */
export function fakeTesseract(folder: string, script: string): string {
  const path = join(folder, `tesseract-${randomUUID()}`);
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --list-langs ] && { echo eng; exit; }\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Takes the image and answers this. */
export const printing = (text: string): string => `cat >/dev/null\ncat <<'END'\n${text}\nEND`;

type Found = [
  page: number,
  block: number,
  line: number,
  left: number,
  top: number,
  width: number,
  height: number,
  confidence: number,
  text: string,
];

/** What tesseract says of lines of one word each. */
export function wordTable(...words: Found[]): string {
  const rows = words.flatMap(([page, block, line, left, top, width, height, confidence, text]) => [
    [4, page, block, 1, line, 0, left, top, width, height, -1, ''],
    [5, page, block, 1, line, 1, left, top, width, height, confidence, text],
  ]);
  return [['level', 'page_num'], ...rows].map((row) => row.join('\t')).join('\n');
}

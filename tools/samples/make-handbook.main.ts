import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { HandbookPages } from './handbook-pages';
import { HANDBOOK } from './handbook-text';

/** Writes the bundled sample document: `node dist/tools/samples/make-handbook.main.js docs/samples/muster-handbook.pdf`. */
async function main(path = 'docs/samples/muster-handbook.pdf'): Promise<void> {
  const pages = new HandbookPages();
  const written = pipeline(pages.document, createWriteStream(path));
  pages.set(HANDBOOK);
  await written;
}

void main(process.argv[2]);

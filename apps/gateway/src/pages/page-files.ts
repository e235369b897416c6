import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { NotFoundError } from '@muster/platform';

export interface PageFile {
  type: string;
  content: string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const FOLDER = join(__dirname, 'web');
const VERSION = /\{version\}/g;
const HEAD = '{head}';

/** What pages are made of: a handful of files, in memory from the start. */
@Injectable()
export class PageFiles {
  /** Changes with any of them: a browser may keep what it got under this name. */
  readonly version: string;
  private readonly files: Map<string, PageFile>;

  constructor() {
    const read = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);
    const hash = createHash('sha256');
    for (const [name, text] of read) hash.update(`${name}\0${text}\0`);
    this.version = hash.digest('hex').slice(0, 16);
    const head = read.find(([name]) => name === 'head.html')?.[1] ?? '';
    this.files = new Map(
      read.map(([name, text]) => [
        name,
        { type: typeOf(name), content: this.finished(name, text.replace(HEAD, head.trim())) },
      ]),
    );
  }

  get(name: string): PageFile {
    const file = this.files.get(name);
    if (!file) throw new NotFoundError('file', name);
    return file;
  }

  /** Names that change with the files are for pages; scripts name each other by what stands in the address already. */
  private finished(name: string, text: string): string {
    return name.endsWith('.html') ? text.replace(VERSION, this.version) : text;
  }
}

const typeOf = (name: string): string => TYPES[extname(name)] ?? 'text/plain; charset=utf-8';

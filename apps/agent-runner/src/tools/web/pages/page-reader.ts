import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { InvalidError, LimitExceededError } from '@muster/platform';
import type { FetchedPage, ReadPage } from './read-page';

const PATIENCE_MS = 20_000;
const MEMORY_MB = 512;
const SOURCES = '.ts';

/**
 * Reads pages in threads of their own, with bounded memory and patience: a page of a million elements takes seconds,
 * in which this process has leases to renew.
 */
@Injectable()
export class PageReader {
  read(page: FetchedPage, { patienceMs = PATIENCE_MS, memoryMb = MEMORY_MB } = {}): Promise<ReadPage> {
    const ending = extname(__filename);
    const thread = new Worker(join(__dirname, `page-thread.main${ending}`), {
      workerData: page,
      env: {},
      execArgv: ending === SOURCES ? process.execArgv : [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    return new Promise<ReadPage>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new LimitExceededError('the page takes too long to read', { reason: 'too_costly' }));
      }, patienceMs);
      thread.once('message', resolve);
      thread.once('error', (error) => {
        reject(problemOf(error));
      });
      thread.once('exit', () => {
        clearTimeout(timer);
        reject(new InvalidError('the page cannot be read'));
      });
    }).finally(() => void thread.terminate());
  }
}

const problemOf = (error: unknown): Error =>
  (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new LimitExceededError('the page takes too much memory to read', { reason: 'too_costly' })
    : new InvalidError('the page cannot be read');

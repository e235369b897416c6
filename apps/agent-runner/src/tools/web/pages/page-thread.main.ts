import { parentPort, workerData } from 'node:worker_threads';
import { type FetchedPage, readPage } from './read-page';

parentPort?.postMessage(readPage(workerData as FetchedPage));

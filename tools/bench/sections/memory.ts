import { setTimeout as sleep } from 'node:timers/promises';
import { sum } from '../report/figures';
import { atMost, type Row } from '../report/row';
import type { Bench, Section } from '../section';
import { memoryBelow, type ProcessMemory } from '../support/process-tree';

const WHAT = 'idle memory of the whole product, databases included';

/** Everything that the bench has started and that still runs is the product: supervisor, apps, Postgres, Redis. */
async function idle({ quick, say }: Bench, when: string): Promise<Row[]> {
  await sleep(quick ? 3_000 : 20_000);
  const processes = await memoryBelow(process.pid);
  const what = `${WHAT}, ${when}`;
  if (!processes)
    return [{ what, goal: atMost(500), unit: 'MB', note: 'only Linux tells the shared memory' }];
  for (const each of processes) say(`memory: ${line(each)}`);
  const rss = sum(processes.map(({ rssKb }) => rssKb)) / 1024;
  return [
    {
      what,
      goal: atMost(500),
      measured: sum(processes.map(({ pssKb }) => pssKb)) / 1024,
      unit: 'MB',
      note: `PSS of ${processes.length} processes; their RSS, shared pages counted again and again, is ${rss.toFixed(0)} MB`,
    },
  ];
}

export const memory: Section = (bench) => idle(bench, 'after the start');

export const memoryAfterLoad: Section = (bench) => idle(bench, 'after all the load above');

const line = ({ pssKb, rssKb, name }: ProcessMemory): string =>
  `${megabytes(pssKb)} PSS ${megabytes(rssKb)} RSS  ${name}`;

const megabytes = (kilobytes: number): string => `${(kilobytes / 1024).toFixed(1).padStart(6)} MB`;

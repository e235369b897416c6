import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubscribersReport } from '../programs/subscribers.messages';
import { percentile } from '../report/figures';
import { atMost, type Row } from '../report/row';
import type { Bench, Section } from '../section';
import { Child } from '../support/child';
import { EventWriter } from '../support/event-writer';
import { openFileLimit } from '../support/machine';

/** Runs do not all speak at the same moment: their events are spread over the second in this many commits. */
const COMMITS_A_SECOND = 20;
/** Beyond the streams themselves: databases, logs, other connections. */
const SPARE_FILES = 200;

interface Shape {
  what: string;
  paths: string[];
  /** In the order of time, the runs that get an event at each of the commits of a second. */
  commits: string[][];
}

/** Live streams in one gateway, each with one event a second. */
export const sse: Section = async (bench): Promise<Row[]> => {
  const count = Math.min(bench.quick ? 200 : 2_000, openFileLimit() - SPARE_FILES);
  if (count < 2_000) bench.say(`sse: ${count} subscribers only`);
  const writer = await EventWriter.over(bench.installation, count);
  try {
    const feed = {
      what: `${count} subscribers to one feed`,
      paths: Array<string>(count).fill('/api/v1/events'),
    };
    const apart = {
      what: `${count} subscribers to a run each`,
      paths: writer.runIds.map((id) => `/api/v1/runs/${id}/events`),
    };
    return [
      ...(await measure(bench, writer, { ...feed, commits: [writer.runIds.slice(0, 1)] })),
      ...(await measure(bench, writer, { ...apart, commits: groups(writer.runIds, COMMITS_A_SECOND) })),
    ];
  } finally {
    await writer.close();
  }
};

const groups = (ids: string[], count: number): string[][] => {
  const size = Math.ceil(ids.length / count);
  return Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
};

async function measure({ installation, quick }: Bench, writer: EventWriter, shape: Shape): Promise<Row[]> {
  const seconds = quick ? 4 : 15;
  const { url, headers } = installation.api;
  const subscribers = Child.start(join(__dirname, '..', 'programs', 'subscribers.main.js'));
  try {
    subscribers.send({ url, headers, paths: shape.paths });
    await subscribers.message();
    await write(writer, shape.commits, seconds);
    await sleep(2_000);
    subscribers.send({ report: true });
    return rows(shape, seconds, await subscribers.message<SubscribersReport>());
  } finally {
    await subscribers.stop();
  }
}

async function write(writer: EventWriter, commits: string[][], seconds: number): Promise<void> {
  const began = performance.now();
  for (let index = 0; index < seconds * commits.length; index += 1) {
    await sleep(Math.max(0, began + (index * 1_000) / commits.length - performance.now()));
    await writer.append(commits[index % commits.length] ?? []);
  }
}

function rows({ what, paths }: Shape, seconds: number, report: SubscribersReport): Row[] {
  const lost = report.received.reduce((sum, count) => sum + Math.max(0, seconds - count), 0);
  const first = `${what}, one event a second each`;
  return [
    { what: `${first}, p50`, measured: percentile(report.latencies, 0.5), unit: 'ms' },
    { what: `${first}, p99`, goal: atMost(100), measured: percentile(report.latencies, 0.99), unit: 'ms' },
    {
      what: `${what}, events lost or doubled`,
      goal: atMost(0),
      measured: lost + report.doubles,
      unit: 'events',
      note: `of ${paths.length * seconds}; ${report.cut} streams cut`,
    },
  ];
}

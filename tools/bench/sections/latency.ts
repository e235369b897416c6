import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../report/figures';
import { atMost, type Row } from '../report/row';
import type { Bench, Section } from '../section';
import { sseReader } from '../support/sse';
import { until } from '../support/until';
import { PROMPTS } from './burst';

const PER_SECOND = 20;

/** Runs that come one by one, evenly: what the queue and the claim cost when nothing is behind anything. */
export const latency: Section = async ({ installation, quick }: Bench): Promise<Row[]> => {
  const count = PER_SECOND * (quick ? 3 : 15);
  const firstSteps = new Map<string, number>();
  const stream = await installation.api.stream('/api/v1/events');
  const read = sseReader(({ event, data }) => {
    const { run_id: runId } = JSON.parse(data) as { run_id: string };
    if (event === 'step.completed' && !firstSteps.has(runId)) firstSteps.set(runId, performance.now());
  });
  stream.on('data', read);
  // A stream that the client ends itself complains.
  stream.on('error', () => undefined);
  const started = await startEvenly(count, () =>
    installation.api.post<{ id: string }>('/api/v1/runs', { program: 'chain', input: PROMPTS }),
  );
  await until('the first steps', () => Promise.resolve(started.every(({ id }) => firstSteps.has(id))));
  stream.destroy();
  const toStep = await installation.sql<{ ms: number }>(
    `SELECT (extract(epoch FROM s.started_at - r.created_at) * 1000)::float AS ms
     FROM run r JOIN run_step s ON s.run_id = r.id AND s.seq = 1 WHERE r.id = ANY ($1)`,
    [started.map(({ id }) => id)],
  );
  const inside = toStep.map(({ ms }) => ms);
  const outside = started.map(({ id, sentAt }) => (firstSteps.get(id) ?? NaN) - sentAt);
  const what = `at ${PER_SECOND} runs a second, `;
  return [
    row(`${what}accepted to first step, p50`, percentile(inside, 0.5), 5),
    row(`${what}accepted to first step, p99`, percentile(inside, 0.99), 25),
    row(`${what}request sent to first step.completed on the feed, p50`, percentile(outside, 0.5)),
    row(`${what}request sent to first step.completed on the feed, p99`, percentile(outside, 0.99)),
  ];
};

const row = (what: string, measured: number, goal?: number): Row => ({
  what,
  measured,
  unit: 'ms',
  ...(goal !== undefined && { goal: atMost(goal) }),
});

/** One every 50 ms by the clock, whether or not the one before was answered. */
async function startEvenly(
  count: number,
  start: () => Promise<{ id: string }>,
): Promise<{ id: string; sentAt: number }[]> {
  const began = performance.now();
  const started: Promise<{ id: string; sentAt: number }>[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, began + (index * 1_000) / PER_SECOND - performance.now()));
    const sentAt = performance.now();
    started.push(start().then(({ id }) => ({ id, sentAt })));
  }
  return Promise.all(started);
}

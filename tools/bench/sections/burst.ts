import type { Installation } from '../product/installation';
import { cpuMeter } from '../report/cpu-share';
import { median } from '../report/figures';
import { atLeast, type Row } from '../report/row';
import type { Section } from '../section';
import { burstOf, type Target } from '../support/burst-of';

/** Runs of three steps at a model that takes no time, accepted over HTTP. */
export const PROMPTS = { prompts: ['a', 'b', 'c'] };

export const muster = (installation: Installation): Target => ({
  start: () => installation.api.post('/api/v1/runs', { program: 'chain', input: PROMPTS }),
  done: async () => {
    const [row] = await installation.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM run WHERE status = 'succeeded'`,
    );
    return row?.count ?? 0;
  },
});

export const burst: Section = async ({ installation, quick, say }): Promise<Row[]> => {
  const size = quick ? 200 : 1_000;
  const target = muster(installation);
  for (let round = 0; round < 2; round += 1) await burstOf(size, target);
  const rates: number[] = [];
  const cpu = await cpuMeter();
  for (let round = 0; round < (quick ? 2 : 6); round += 1) {
    rates.push(await burstOf(size, target));
    say(`burst: ${rates.at(-1)?.toFixed(0)} runs a second`);
  }
  const note = await cpu(size * rates.length);
  const what = `durable runs of 3 steps, burst of ${size}`;
  return [
    { what: `${what}, median`, goal: atLeast(500), measured: median(rates), unit: 'runs/s', note },
    { what: `${what}, best`, goal: atLeast(500), measured: Math.max(...rates), unit: 'runs/s' },
  ];
};

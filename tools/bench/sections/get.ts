import { join } from 'node:path';
import autocannon, { type Options, type Result } from 'autocannon';
import { cpuMeter } from '../report/cpu-share';
import { median, sum } from '../report/figures';
import { atLeast, atMost, type Row } from '../report/row';
import type { Bench, Section } from '../section';
import { Child } from '../support/child';
import { until } from '../support/until';
import { PROMPTS } from './burst';

const CONNECTIONS = 50;

interface Side {
  url: string;
  headers: Record<string, string>;
}

interface Shot {
  perSecond: number;
  p50: number;
  answers: number;
}

/** The product against the framework alone, in turns, so that both see the same machine. */
export const get: Section = async (bench): Promise<Row[]> => {
  const path = await finishedRun(bench);
  const { api } = bench.installation;
  const { text } = await api.get(path);
  const script = join(__dirname, '..', 'programs', 'bare-nest.main.js');
  const bare = Child.start(script, { args: [text] });
  try {
    const { url } = await bare.message<{ url: string }>();
    const sides = [
      { url: `${api.url}${path}`, headers: api.headers },
      { url: `${url}${path}`, headers: {} },
    ] as const;
    const crowd = await inTurns(sides, CONNECTIONS, bench);
    const costs = [await cost(sides[0], bench), await cost(sides[1], bench)];
    const alone = await inTurns(sides, 1, bench);
    return rows(crowd, alone, costs.join('; bare: '));
  } finally {
    await bare.stop();
  }
};

function rows([ours, bare]: [Shot, Shot], [oursAlone, bareAlone]: [Shot, Shot], note: string): Row[] {
  const p50 = (what: string, mine: Shot, theirs: Shot): Row => ({
    what,
    goal: atMost(2),
    measured: mine.p50 - theirs.p50,
    unit: 'ms',
    note: `${mine.p50.toFixed(2)} ms against ${theirs.p50.toFixed(2)} ms`,
  });
  return [
    {
      what: `authenticated GET of a run, ${CONNECTIONS} connections`,
      goal: atLeast(bare.perSecond / 2),
      measured: ours.perSecond,
      unit: 'requests/s',
      baseline: { name: 'bare Nest + Express', value: bare.perSecond },
      note,
    },
    p50(`its p50 over bare Nest, ${CONNECTIONS} connections that both ask as fast as they can`, ours, bare),
    p50('its p50 over bare Nest, one connection', oursAlone, bareAlone),
  ];
}

async function finishedRun({ installation }: Bench): Promise<string> {
  const { id } = await installation.api.post<{ id: string }>('/api/v1/runs', {
    program: 'chain',
    input: PROMPTS,
  });
  const path = `/api/v1/runs/${id}`;
  await until('a run to look at', async () =>
    (await installation.api.get(path)).text.includes('"succeeded"'),
  );
  return path;
}

async function cost(side: Side, { quick }: Bench): Promise<string> {
  const cpu = await cpuMeter();
  const { answers } = await shoot(side, CONNECTIONS, quick ? 1 : 4);
  return (await cpu(answers)) ?? 'CPU not measured';
}

/** Medians of the rounds of each side, after a warm-up. */
async function inTurns(
  sides: readonly [Side, Side],
  connections: number,
  { quick }: Bench,
): Promise<[Shot, Shot]> {
  const seconds = quick ? 1 : 5;
  const shots: [Shot[], Shot[]] = [[], []];
  for (const side of sides) await shoot(side, connections, quick ? 1 : 3);
  for (let round = 0; round < (quick ? 1 : 4); round += 1) {
    shots[0].push(await shoot(sides[0], connections, seconds));
    shots[1].push(await shoot(sides[1], connections, seconds));
  }
  return [middle(shots[0]), middle(shots[1])];
}

const middle = (shots: Shot[]): Shot => ({
  perSecond: median(shots.map(({ perSecond }) => perSecond)),
  p50: median(shots.map(({ p50 }) => p50)),
  answers: sum(shots.map(({ answers }) => answers)),
});

async function shoot({ url, headers }: Side, connections: number, duration: number): Promise<Shot> {
  const times: number[] = [];
  const {
    requests,
    errors,
    non2xx,
    duration: took,
  } = await fire({ url, headers, connections, duration }, (ms) => {
    times.push(ms);
  });
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors + non2xx} bad answers`);
  return { perSecond: requests.total / took, p50: median(times), answers: requests.total };
}

const fire = (options: Options, onAnswer: (ms: number) => void): Promise<Result> =>
  new Promise((resolve, reject) => {
    autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    }).on('response', (_client: object, _status: number, _bytes: number, ms: number) => {
      onAnswer(ms);
    });
  });

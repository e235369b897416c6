import { LimitExceededError, UnavailableError } from '@muster/platform';
import type { Received, RunContext } from '@muster/runs';
import type { Turn } from '@muster/tasks';
import { turnId } from './turn-id';
import type { TurnAgent, TurnRequest, TurnTaker } from './turn-taker';

/** What an agent goes on with by itself. */
export interface Undertaking {
  request: string;
  maxSteps: number;
  agent?: TurnAgent;
  /** Asked before every turn but the first; throwing ends it. */
  mayGoOn?: (turns: Turn[]) => Promise<void>;
}

/** Turn after turn, until one is the last. What the agent asks is answered by a message to the run. */
export async function untilAnswered(
  ctx: RunContext,
  taker: TurnTaker,
  undertaking: Undertaking,
): Promise<Turn[]> {
  const { maxSteps, mayGoOn } = undertaking;
  const turns: Turn[] = [];
  for (let n = 1; n <= maxSteps; n += 1) {
    if (n > 1) await mayGoOn?.(turns);
    const request = turnRequest(ctx, undertaking, n, turns);
    const turn = await settled(ctx, taker, await take(ctx, taker, request), n, request);
    turns.push(turn);
    ctx.publish({ turns: turns.length, last_action: turn.action.name, last_summary: turn.result.summary });
    await ctx.step('turn', `turn#${n}`, () => Promise.resolve(turn), { name: turn.action.name });
    if (turn.action.final) return turns;
  }
  throw new LimitExceededError(`no answer after ${maxSteps} steps`, { reason: 'steps' });
}

/** What the last turn says to whoever asked. */
export function answerOf(turns: Turn[]) {
  const { message = null, citations = [], unsupported = [] } = turns.at(-1)?.result ?? {};
  return { message, citations, unsupported };
}

const turnRequest = (
  ctx: RunContext,
  { request, agent }: Undertaking,
  n: number,
  earlier: Turn[],
): TurnRequest => ({
  id: turnId(ctx.run.id, n),
  key: `turn#${n}`,
  index: n - 1,
  request,
  instruction: null,
  context: {},
  categories: null,
  earlier: [...earlier],
  username: '',
  at: ctx.run.createdAt.toISOString(),
  remembersOutage: false,
  ...(agent && { agent }),
});

async function take(ctx: RunContext, taker: TurnTaker, request: TurnRequest): Promise<Turn> {
  const outcome = await taker.take(ctx, request);
  if ('unavailable' in outcome) throw new UnavailableError(outcome.unavailable);
  return outcome.turn;
}

/** A turn that waits for the person gets what the next message says. */
async function settled(
  ctx: RunContext,
  taker: TurnTaker,
  turn: Turn,
  n: number,
  request: TurnRequest,
): Promise<Turn> {
  if (turn.result.status !== 'AWAITING_INPUT') return turn;
  ctx.tell('agent.asked', {
    question: turn.result.message,
    fields: Object.keys(turn.result.stateData ?? {}),
  });
  const received = await ctx.receive('message', `answer#${n}`);
  const given = toFields(received, turn.result.stateData ?? {});
  return taker.resume(ctx, request, turn, given);
}

/** A text fills the first field that is empty; where there is none it is about a draft. An object gives fields by name. */
function toFields(
  received: Received<unknown>,
  fields: Record<string, string>,
): Record<string, string> | null {
  if (received.timedOut) return null;
  const { payload } = received;
  const empty = Object.keys(fields).find((name) => fields[name] === '');
  if (typeof payload !== 'object' || payload === null) return { [empty ?? 'message']: String(payload) };
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}

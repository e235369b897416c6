import { LimitExceededError, UnavailableError } from '@muster/platform';
import { AGENT, type AgentInput, implement, type Received, type RunContext } from '@muster/runs';
import type { Turn } from '@muster/tasks';
import { turnId } from '../turns/turn-id';
import type { TurnRequest, TurnTaker } from '../turns/turn-taker';

/** An agent that goes on by itself until it has answered. What it asks is answered by a message to the run. */
export const agent = (taker: TurnTaker) =>
  implement(AGENT, async (ctx: RunContext, { request, maxSteps }: AgentInput) => {
    const turns: Turn[] = [];
    for (let n = 1; n <= maxSteps; n += 1) {
      const turn = await settled(
        ctx,
        taker,
        await take(ctx, taker, turnRequest(ctx, request, n, turns)),
        n,
        request,
        turns,
      );
      turns.push(turn);
      ctx.publish({ turns: turns.length, last_action: turn.action.name, last_summary: turn.result.summary });
      await ctx.step('turn', `turn#${n}`, () => Promise.resolve(turn), { name: turn.action.name });
      if (!turn.action.final) continue;
      const { message, citations, unsupported = [] } = turn.result;
      return { message, citations, unsupported };
    }
    throw new LimitExceededError(`no answer after ${maxSteps} steps`, { reason: 'steps' });
  });

const turnRequest = (ctx: RunContext, request: string, n: number, earlier: Turn[]): TurnRequest => ({
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
  request: string,
  earlier: Turn[],
): Promise<Turn> {
  if (turn.result.status !== 'AWAITING_INPUT') return turn;
  ctx.tell('agent.asked', {
    question: turn.result.message,
    fields: Object.keys(turn.result.stateData ?? {}),
  });
  const received = await ctx.receive('message', `answer#${n}`);
  const given = toFields(received, turn.result.stateData ?? {});
  return taker.resume(ctx, turnRequest(ctx, request, n, earlier), turn, given);
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

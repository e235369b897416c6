import { AGENT, implement } from '@muster/runs';
import type { TurnTaker } from '../turns/turn-taker';
import { answerOf, untilAnswered } from '../turns/until-answered';

/** An agent that goes on by itself until it has answered. */
export const agent = (taker: TurnTaker) =>
  implement(AGENT, async (ctx, { request, maxSteps }) =>
    answerOf(await untilAnswered(ctx, taker, { request, maxSteps })),
  );

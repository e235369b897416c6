import type { UsageService } from '@muster/models';
import { LimitExceededError } from '@muster/platform';
import { AGENT_TASK, type AgentTaskInput, implement, type RunContext } from '@muster/runs';
import { asksFirst, permits } from '../tools/restraints';
import type { TurnAgent, TurnTaker } from '../turns/turn-taker';
import { answerOf, untilAnswered } from '../turns/until-answered';

/** An attempt at a task, by an agent as somebody configured it. */
export const agentTask = (taker: TurnTaker, usage: UsageService, ended: () => void) =>
  implement(
    AGENT_TASK,
    async (ctx, input) => {
      const { request, maxSteps } = input;
      const turns = await untilAnswered(ctx, taker, {
        request,
        maxSteps,
        agent: agentOf(input),
        mayGoOn: ({ length }) => assertTokensLeft(ctx, usage, input, length),
      });
      const files = turns.flatMap((turn) => turn.files.map(({ id }) => id));
      return { ...answerOf(turns), files: [...new Set(files)] };
    },
    ended,
  );

const agentOf = (input: AgentTaskInput): TurnAgent => ({
  persona: input.persona,
  temperature: input.temperature,
  maxOutputTokens: input.maxOutputTokens,
  permits: permits(input),
  asksFirst: asksFirst(input.supervision),
});

/** What was used is looked up once per turn and recorded, so that going on again finds the same. */
async function assertTokensLeft(
  ctx: RunContext,
  usage: UsageService,
  { tokensLeft }: AgentTaskInput,
  turns: number,
): Promise<void> {
  if (tokensLeft === null) return;
  const used = await ctx.step('note', `turn#${turns}:tokens`, async () => {
    const { inputTokens, outputTokens } = await usage.totals({ orgId: ctx.run.orgId, runId: ctx.run.id });
    return inputTokens + outputTokens;
  });
  if (used >= tokensLeft)
    throw new LimitExceededError('the tokens of the task are used up', { reason: 'tokens' });
}

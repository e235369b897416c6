import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ModelAnswer, type ModelCall, ModelsService } from '@muster/models';
import { DomainError } from '@muster/platform';
import type { RunContext } from '@muster/runs';

export type StepCall = Omit<ModelCall, 'charge' | 'signal'>;

/** A recorded answer, or why there was none when the outage itself is to be remembered. */
export type Outcome = { answer: ModelAnswer } | { unavailable: string };

/** Model calls as recorded steps: charged to the run, within its budget, free when replayed. */
@Injectable()
export class ModelSteps {
  constructor(private readonly models: ModelsService) {}

  ask(ctx: RunContext, key: string, call: StepCall): Promise<ModelAnswer> {
    const whole = this.complete(ctx, key, call);
    return ctx.step('model', key, () => this.models.generate(whole), {
      ...this.described(whole),
      cost: {
        worstCaseUsd: this.models.worstCaseUsd(whole),
        actualUsd: ({ usage }) => usage.costUsd,
      },
    });
  }

  /** An outage becomes the step's result, so that the program may go on and will do the same when re-entered. */
  tryAsk(ctx: RunContext, key: string, call: StepCall): Promise<Outcome> {
    const whole = this.complete(ctx, key, call);
    return ctx.step<Outcome>('model', key, () => this.outcome(whole), {
      ...this.described(whole),
      cost: {
        worstCaseUsd: this.models.worstCaseUsd(whole),
        actualUsd: (outcome) => ('answer' in outcome ? outcome.answer.usage.costUsd : 0),
      },
    });
  }

  private async outcome(call: ModelCall): Promise<Outcome> {
    try {
      return { answer: await this.models.generate(call) };
    } catch (error) {
      if (error instanceof DomainError && error.retryable) return { unavailable: error.message };
      throw error;
    }
  }

  private complete(ctx: RunContext, key: string, call: StepCall): ModelCall {
    const { id, orgId, userId, model } = ctx.run;
    const charge = { orgId, userId, runId: id, stepKey: key };
    return { ...call, ...(model && { model }), signal: ctx.signal, charge };
  }

  /** The prompt is long and mostly repeats what the steps before it hold: its hash tells whether it is the same. */
  private described({ model, role, system, messages }: ModelCall) {
    const prompt = createHash('sha256')
      .update(JSON.stringify([system, messages]))
      .digest('hex');
    const { provider, model: name } = this.models.resolve(model, role);
    return { name: `${provider}/${name}`, input: { prompt_sha256: prompt } };
  }
}

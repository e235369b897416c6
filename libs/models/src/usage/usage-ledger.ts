import { Injectable } from '@nestjs/common';
import { CancelledError, DomainError, toErrorRecord } from '@muster/platform';
import type { ModelRef } from '../calls/model-call';
import { estimateTokens, inputLength } from '../calls/token-estimate';
import { ModelCatalog } from '../catalog/catalog';
import type { Attempt, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { ProviderFailure } from '../remote/provider-failure';
import { UsageRecord, UsageService } from './usage.service';

type Tokens = Pick<
  UsageRecord,
  'inputTokens' | 'cachedInputTokens' | 'outputTokens' | 'estimated' | 'costUsd'
>;

const NOTHING: Tokens = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  estimated: false,
  costUsd: 0,
};

/** Failures after which the provider may still have worked, and will bill it. */
const BILLED_ANYWAY = new Set(['aborted', 'timeout', 'bad_response']);

export interface LedgerEntry {
  /** Answers the cost. */
  answered(answer: ProviderAnswer): Promise<number>;
  /** Answers what is to be thrown. */
  failed(error: unknown): Promise<DomainError>;
}

/** Turns the fate of a question to a provider into its row. */
@Injectable()
export class UsageLedger {
  constructor(
    private readonly usage: UsageService,
    private readonly catalog: ModelCatalog,
  ) {}

  open(ref: ModelRef, request: ProviderRequest, attempt: Attempt, remote: boolean): LedgerEntry {
    const started = performance.now();
    const row = (tokens: Tokens, outcome: UsageRecord['outcome'], reason: string | null): UsageRecord => ({
      ...chargeOf(request),
      ...ref,
      ...tokens,
      priced: !remote || this.catalog.facts(ref).price !== undefined,
      durationMs: Math.round(performance.now() - started),
      tries: Math.max(1, attempt.tries),
      outcome,
      reason,
    });
    return {
      answered: async (answer) => {
        const costUsd = this.catalog.cost(ref, answer.usage);
        const { inputTokens, cachedInputTokens, outputTokens } = answer.usage;
        const tokens = { inputTokens, cachedInputTokens, outputTokens, estimated: answer.estimated, costUsd };
        await this.write(row(tokens, 'ok', null), remote);
        return costUsd;
      },
      failed: async (error) => {
        const { thrown, kind } = reduce(error);
        // A call that an open breaker or a stopped caller kept away has used nothing.
        if (attempt.tries > 0 || !remote) {
          const aborted = thrown instanceof CancelledError;
          await this.write(
            row(this.lost(ref, request, attempt, kind), aborted ? 'aborted' : 'failed', kind),
            remote,
          );
        }
        return thrown;
      },
    };
  }

  /** A row without money need not be waited for: calls of a provider in this process stay free of the database. */
  private async write(record: UsageRecord, remote: boolean): Promise<void> {
    const written = this.usage.record(record);
    if (remote || record.costUsd > 0) await written;
  }

  private lost(ref: ModelRef, request: ProviderRequest, attempt: Attempt, kind: string): Tokens {
    if (attempt.text === '' && !BILLED_ANYWAY.has(kind)) return NOTHING;
    const usage = {
      inputTokens: estimateTokens(inputLength(request.call, request.messages)),
      cachedInputTokens: 0,
      outputTokens: estimateTokens(attempt.text.length),
    };
    return { ...usage, estimated: true, costUsd: this.catalog.cost(ref, usage) };
  }
}

function reduce(error: unknown): { thrown: DomainError; kind: string } {
  if (error instanceof ProviderFailure) return { thrown: error.error, kind: error.kind };
  if (error instanceof DomainError) return { thrown: error, kind: error.details.reason ?? error.code };
  const { code, message } = toErrorRecord(error);
  return { thrown: new DomainError(code, message, {}, { cause: error }), kind: code };
}

const chargeOf = ({ call: { charge } }: ProviderRequest) => ({
  orgId: charge.orgId,
  userId: charge.userId,
  runId: charge.runId ?? null,
  stepKey: charge.stepKey ?? null,
});

import { DomainError } from '@muster/platform';
import { Breaker } from './breaker';
import type { Attempt, Provider, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { FailureContext, toFailure } from './provider-errors';
import { ProviderFailure } from './provider-failure';
import type { RemoteDefinition } from './remote-definitions';
import { withRetries } from './retry';
import { callSdk, SchemaMode, schemaMode } from './sdk-call';
import type { SdkModels } from './sdk';

/** A provider behind HTTP: tries, timeouts, breaker, and the translation of its errors. */
export class RemoteProvider implements Provider {
  readonly remote = true;
  private opened?: SdkModels;
  /** Models that refused to be given a schema; they are told in words from then on. */
  private readonly wordsOnly = new Set<string>();

  constructor(
    private readonly definition: RemoteDefinition,
    readonly breaker: Breaker,
  ) {}

  get name(): string {
    return this.definition.name;
  }

  get unavailable(): string | undefined {
    return this.definition.unavailable;
  }

  get defaultModel(): string | undefined {
    return this.definition.defaultModel;
  }

  /** Made once: the provider, not its models, holds what is worth keeping. */
  get models(): SdkModels {
    this.opened ??= this.definition.open();
    return this.opened;
  }

  answer(request: ProviderRequest, attempt: Attempt): Promise<ProviderAnswer> {
    return this.guarded(request.model, attempt, request.timeoutMs, request.call.signal, (signal) =>
      this.ask(request, attempt, signal),
    );
  }

  /** Runs `work` with retries, each try under the breaker and with a time limit of its own. */
  guarded<T>(
    model: string,
    attempt: Attempt,
    timeoutMs: number,
    stopped: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return withRetries(() => this.once(model, attempt, timeoutMs, stopped, work), stopped);
  }

  private async once<T>(
    model: string,
    attempt: Attempt,
    timeoutMs: number,
    stopped: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (stopped?.aborted) throw ProviderFailure.aborted();
    this.enter();
    attempt.tries += 1;
    attempt.text = '';
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const result = await work(stopped ? AbortSignal.any([stopped, late]) : late);
      this.breaker.succeeded();
      return result;
    } catch (error) {
      const failure = this.translate(error, model, stopped, late);
      this.settle(failure);
      // What was handed over cannot be taken back, so a second try would say it twice.
      throw attempt.text === '' ? failure : failure.withoutRetry();
    }
  }

  private async ask(
    request: ProviderRequest,
    attempt: Attempt,
    signal: AbortSignal,
  ): Promise<ProviderAnswer> {
    const model = this.models.language(request.model);
    const mode: SchemaMode = this.wordsOnly.has(request.model)
      ? 'words'
      : schemaMode(this.definition, request.format);
    try {
      return await callSdk(this.definition, model, request, { mode, signal, attempt });
    } catch (error) {
      if (mode === 'words' || !request.format || !this.refusesSchema(error, request.model)) throw error;
      this.wordsOnly.add(request.model);
      attempt.tries += 1;
      return callSdk(this.definition, model, request, { mode: 'words', signal, attempt });
    }
  }

  private refusesSchema(error: unknown, model: string): boolean {
    return toFailure(error, this.context(model)).kind === 'unsupported_schema';
  }

  private enter(): void {
    try {
      this.breaker.enter();
    } catch (error) {
      throw new ProviderFailure('breaker_open', error as DomainError);
    }
  }

  private translate(
    error: unknown,
    model: string,
    stopped: AbortSignal | undefined,
    late: AbortSignal,
  ): ProviderFailure {
    if (stopped?.aborted) return ProviderFailure.aborted();
    if (late.aborted) {
      return ProviderFailure.unavailable('timeout', `the model provider ${this.name} did not answer in time`);
    }
    return toFailure(error, this.context(model));
  }

  private settle(failure: ProviderFailure): void {
    if (failure.kind === 'aborted') this.breaker.left();
    else if (failure.countsForBreaker) this.breaker.failed();
    else this.breaker.succeeded();
  }

  private context(model: string): FailureContext {
    const { name, keySetting, key } = this.definition;
    return { provider: name, model, ...(keySetting && { keySetting }), ...(key && { secret: key }) };
  }
}

import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { CancelledError } from '@muster/platform';
import { ModelCatalog } from '../catalog/catalog';
import { ModelSettings } from '../model.settings';
import { checkOutput, formatOf, invalidOutput } from '../providers/output-format';
import type { Attempt, Provider, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { ProvidersService } from '../providers/providers.service';
import { UsageLedger } from '../usage/usage-ledger';
import { MODEL_ROLES, ModelAnswer, ModelCall, ModelInfo, ModelRef, ModelRole } from './model-call';
import { ModelChoice } from './model-choice';
import { worstInputTokens } from './token-estimate';

/** The one way to a model: chooses it, asks it, checks the form of the answer and charges for it. */
@Injectable()
export class ModelsService implements OnModuleInit {
  private readonly logger = new Logger(ModelsService.name);

  constructor(
    private readonly settings: ModelSettings,
    private readonly providers: ProvidersService,
    private readonly choice: ModelChoice,
    private readonly catalog: ModelCatalog,
    private readonly ledger: UsageLedger,
  ) {}

  onModuleInit(): void {
    this.logger.log(`default model: ${this.choice.fallback}`);
    for (const role of MODEL_ROLES) {
      try {
        this.resolve(undefined, role);
      } catch (error) {
        this.logger.warn(`the role ${role} has no usable model: ${(error as Error).message}`);
      }
    }
  }

  /**
   * Throws `InvalidError` when the request cannot be answered as it is (`reason`: `context_length`, `model_output`,
   * `unknown_model`, `refused`), `UnavailableError` when the provider does not answer now, `CancelledError` when
   * `signal` fired.
   */
  async generate(call: ModelCall): Promise<ModelAnswer> {
    const ref = this.resolve(call.model, call.role);
    const provider = this.providers.usable(ref.provider);
    if (call.signal?.aborted) throw new CancelledError('the model call was stopped');
    const started = performance.now();
    const request: ProviderRequest = {
      model: ref.model,
      call,
      messages: call.messages,
      timeoutMs: call.timeoutMs ?? this.settings.timeoutMs,
      ...(call.schema && provider.remote && { format: await formatOf(call.schema) }),
      ...(call.onText && { onText: call.onText }),
    };
    const answer = await this.ask(provider, ref, request);
    const result = await this.inForm(provider, ref, request, answer);
    return {
      ...result,
      model: `${ref.provider}/${ref.model}`,
      durationMs: Math.round(performance.now() - started),
    };
  }

  /**
   * The most that `generate` can cost, for reserving a budget: input counted generously, the longest output, at list
   * price, twice when a wrong form may be repaired. 0 when the price is unknown.
   */
  worstCaseUsd(call: ModelCall): number {
    const ref = this.resolve(call.model, call.role);
    const facts = this.catalog.facts(ref);
    if (!facts.price) return 0;
    // The schema is not serialized here: its size is bounded by a generous constant.
    const inputTokens = worstInputTokens(call, call.schema ? 16_384 : 0);
    const outputTokens = call.maxOutputTokens ?? facts.maxOutputTokens;
    const usage = { inputTokens, cachedInputTokens: 0, outputTokens };
    const first = this.catalog.cost(ref, usage);
    if (!call.schema) return first;
    return first + this.catalog.cost(ref, { ...usage, inputTokens: inputTokens + outputTokens });
  }

  /** Every model of the catalog, and those that the roles name, whether their provider is configured or not. */
  list(): ModelInfo[] {
    const named = MODEL_ROLES.map((role) => this.choice.nameOf(role));
    const local = this.providers
      .all()
      .filter(({ remote }) => !remote)
      .map(({ name, defaultModel }) => `${name}/${defaultModel ?? ''}`);
    const ids = new Set([...this.catalog.ids(), ...named.filter((id) => id.includes('/')), ...local]);
    return [...ids].flatMap((id) => this.describe(id));
  }

  resolve(model?: string, role?: ModelRole): ModelRef {
    return this.choice.resolve(model, role);
  }

  private describe(id: string): ModelInfo[] {
    const slash = id.indexOf('/');
    const provider = this.providers.find(id.slice(0, slash));
    if (!provider) return [];
    const ref = { provider: provider.name, model: id.slice(slash + 1) };
    const { contextWindow, maxOutputTokens, price } = this.catalog.facts(ref);
    const { unavailable } = provider;
    return [
      {
        id: `${ref.provider}/${ref.model}`,
        ...ref,
        contextWindow,
        maxOutputTokens,
        priced: !provider.remote || price !== undefined,
        ...(price && {
          price: { input: price.input, cachedInput: price.cachedInput ?? price.input, output: price.output },
        }),
        available: unavailable === undefined,
        ...(unavailable !== undefined && { unavailable }),
        roles: this.choice.rolesOf(ref),
      },
    ];
  }

  /** One question, written into the ledger whatever becomes of it. */
  private async ask(provider: Provider, ref: ModelRef, request: ProviderRequest): Promise<ChargedAnswer> {
    const attempt: Attempt = { tries: 0, text: '' };
    const entry = this.ledger.open(ref, request, attempt, provider.remote);
    try {
      const answer = await provider.answer(request, attempt);
      return { ...answer, costUsd: await entry.answered(answer) };
    } catch (error) {
      throw await entry.failed(error);
    }
  }

  private async inForm(
    provider: Provider,
    ref: ModelRef,
    request: ProviderRequest,
    answer: ChargedAnswer,
  ): Promise<Pick<ModelAnswer, 'text' | 'object' | 'toolCalls' | 'finishReason' | 'usage'>> {
    const { schema } = request.call;
    if (!schema || (answer.text === '' && answer.toolCalls.length > 0)) return plain(answer);
    const checked = checkOutput(schema, answer);
    if ('value' in checked) return { ...plain(answer), object: checked.value };
    const name = `${ref.provider}/${ref.model}`;
    if (answer.finishReason === 'length') throw invalidOutput(name, 'it was cut off at the output limit');
    // A provider in this process would only say the same again.
    if (!provider.remote) throw invalidOutput(name, checked.problem);
    const second = await this.ask(provider, ref, repairRequest(request, answer.text, checked.problem));
    const repaired = checkOutput(schema, second);
    if ('problem' in repaired) throw invalidOutput(name, repaired.problem);
    return { ...plain(second), object: repaired.value, usage: sum(plain(answer).usage, plain(second).usage) };
  }
}

type ChargedAnswer = ProviderAnswer & { costUsd: number };
type AnswerUsage = ModelAnswer['usage'];

const plain = ({ text, toolCalls, finishReason, usage, costUsd }: ChargedAnswer) => ({
  text,
  toolCalls,
  finishReason,
  usage: {
    inputTokens: usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens,
    outputTokens: usage.outputTokens,
    costUsd,
  },
});

const sum = (a: AnswerUsage, b: AnswerUsage): AnswerUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costUsd: a.costUsd + b.costUsd,
});

/** The same question with the wrong answer and what is wrong with it. Not streamed: half an object was already. */
const repairRequest = (request: ProviderRequest, text: string, problem: string): ProviderRequest => ({
  ...request,
  onText: undefined,
  messages: [
    ...request.messages,
    { role: 'assistant', content: text || '(empty)' },
    {
      role: 'user',
      content: `Your answer does not have the wanted form: ${problem}. Give the whole answer again, corrected, as JSON and nothing else.`,
    },
  ],
});

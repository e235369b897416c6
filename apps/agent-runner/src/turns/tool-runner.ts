import { Injectable } from '@nestjs/common';
import type { ZodType } from 'zod';
import { DomainError, ForbiddenError } from '@muster/platform';
import type { RunContext } from '@muster/runs';
import type { Turn, TurnAction, TurnResult } from '@muster/tasks';
import { ModelSteps } from '../models/model-steps';
import { Toolbox } from '../tools/toolbox';
import type { Preparation, Tool, ToolCall, ToolResult } from '../tools/tool';
import type { TurnRequest } from './turn-taker';

type Outcome = Pick<Turn, 'result' | 'files'>;

/** One action to be taken, or to be gone on with. */
interface Doing {
  tool: Tool;
  args: unknown;
  /** Of the step in which it is done. */
  key: string;
  /** Recorded with it. */
  input: Record<string, unknown>;
  isAnswered?: boolean;
  act: (call: ToolCall) => Promise<ToolResult>;
}

/** Kept whole for the client up to this many characters of JSON. */
const DETAILS_MAX = 1_000_000;
const ACTION_TIMEOUT_MS = 120_000;
/** An action gets at least this, however long the model took to choose it. */
const LEAST_MS = 5_000;

/** Takes actions: checks what the model wants, does it as a recorded step, and makes a result of whatever happens. */
@Injectable()
export class ToolRunner {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly models: ModelSteps,
  ) {}

  async run(ctx: RunContext, request: TurnRequest, action: TurnAction): Promise<Outcome> {
    const tool = this.toolbox.find(action.name, request.categories, request.agent?.permits);
    if (!tool) return this.failure(request, `unknown action ${action.name}`);
    const args = check(tool.parameters, action.parameters);
    if ('problem' in args)
      return this.failure(request, `invalid parameters for ${action.name}: ${args.problem}`);
    return this.perform(ctx, request, {
      tool,
      args: args.value,
      key: `${request.key}:act`,
      input: action.parameters,
      act: (call) => tool.run(args.value, call),
    });
  }

  /** `given` are the values that the action waited for. */
  async resume(
    ctx: RunContext,
    request: TurnRequest,
    action: TurnAction,
    given: Record<string, string>,
  ): Promise<Outcome> {
    const tool = this.toolbox.find(action.name, request.categories, request.agent?.permits);
    const args = tool && check(tool.parameters, action.parameters);
    if (!tool?.resume || !args || 'problem' in args)
      return this.failure(request, `${action.name} cannot be continued`);
    const resume = tool.resume.bind(tool);
    return this.perform(ctx, request, {
      tool,
      args: args.value,
      key: `${request.key}:resume`,
      input: { ...action.parameters, given },
      isAnswered: true,
      act: (call) => resume(args.value, given, call),
    });
  }

  failure(request: TurnRequest, error: string): Outcome {
    return { result: toResult(request, { status: 'FAILURE', summary: error, error }), files: [] };
  }

  private async perform(
    ctx: RunContext,
    request: TurnRequest,
    { tool, args, ...doing }: Doing,
  ): Promise<Outcome> {
    try {
      const prepared = await this.prepare(ctx, request, tool, args, doing.key);
      // Whoever has answered is not asked again.
      const ask = doing.isAnswered ? undefined : prepared?.ask;
      const result = ask ?? (await this.act(ctx, request, tool, prepared, doing));
      return { result: toResult(request, result), files: result.files ?? [] };
    } catch (error) {
      if (error instanceof DomainError && error.retryable) throw error;
      return this.failure(request, error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks a person where that has to be. Throws `ForbiddenError` in their words. */
  private async assertApproved(
    ctx: RunContext,
    request: TurnRequest,
    tool: Tool,
    { key, input, isAnswered }: Pick<Doing, 'key' | 'input' | 'isAnswered'>,
  ): Promise<void> {
    if (isAnswered || !request.agent?.asksFirst(tool)) return;
    const { approved, note } = await ctx.approval(`${key}:approval`, { action: tool.name, args: input });
    if (!approved) throw new ForbiddenError(`a person refused it${note ? `: ${note}` : ''}`);
  }

  private prepare(
    ctx: RunContext,
    request: TurnRequest,
    tool: Tool,
    args: unknown,
    key: string,
  ): Promise<Preparation> | undefined {
    const look = tool.prepare?.bind(tool);
    if (!look) return undefined;
    return ctx.step('note', `${key}:prepare`, async () => {
      await this.toolbox.assertOpen(tool, ctx.run);
      return inTime(look(args, this.call(ctx, request, key, '')), request.deadline);
    });
  }

  private async act(
    ctx: RunContext,
    request: TurnRequest,
    tool: Tool,
    prepared: Preparation | undefined,
    doing: Omit<Doing, 'tool' | 'args'>,
  ): Promise<ToolResult> {
    await this.assertApproved(ctx, request, tool, doing);
    const { key, input, act } = doing;
    const info = { name: tool.name, input };
    const work = async (once: string): Promise<ToolResult> => {
      await this.toolbox.assertOpen(tool, ctx.run);
      return inTime(act(this.call(ctx, request, key, once)), request.deadline);
    };
    const policy = prepared ? { idempotent: prepared.idempotent } : tool.effect;
    if (policy) return ctx.effect('tool', key, policy, work, info);
    return ctx.step('tool', key, () => work(`${ctx.run.id}:${key}`), info);
  }

  private call(ctx: RunContext, request: TurnRequest, key: string, idempotencyKey: string): ToolCall {
    return {
      runId: ctx.run.id,
      owner: { orgId: ctx.run.orgId, userId: ctx.run.userId },
      username: request.username,
      idempotencyKey,
      signal: ctx.signal,
      earlier: request.earlier.map(({ action, result }) => ({
        action: action.name,
        details: result.details,
      })),
      ask: (name, call) => this.models.ask(ctx, `${key}:${name}`, call),
    };
  }
}

function check(schema: ZodType, parameters: unknown): { value: unknown } | { problem: string } {
  const checked = schema.safeParse(parameters);
  if (checked.success) return { value: checked.data };
  const problems = checked.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'parameters'}: ${message}`,
  );
  return { problem: problems.join('; ') };
}

const toResult = (request: TurnRequest, result: ToolResult): TurnResult => ({
  actionId: request.id,
  status: result.status ?? 'SUCCESS',
  details: bounded(result.details ?? null),
  summary: result.summary,
  error: result.error ?? null,
  message: result.message ?? null,
  stateData: result.stateData ?? null,
  citations: result.citations ?? [],
  unsupported: result.unsupported ?? [],
});

const bounded = (details: unknown): unknown => {
  const text = JSON.stringify(details);
  return text.length <= DETAILS_MAX ? details : { cut: true, beginning: text.slice(0, DETAILS_MAX / 2) };
};

async function inTime<T>(work: Promise<T>, deadline = Infinity): Promise<T> {
  const left = Math.min(ACTION_TIMEOUT_MS, Math.max(LEAST_MS, deadline - Date.now()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DomainError('limit_exceeded', 'timeout', { reason: 'timeout' }));
    }, left);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

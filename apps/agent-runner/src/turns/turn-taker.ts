import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DocumentsService } from '@muster/documents';
import { DomainError } from '@muster/platform';
import type { RunContext } from '@muster/runs';
import type { Turn, TurnAction } from '@muster/tasks';
import { WorkspaceFilesService } from '@muster/workspaces';
import { ModelSteps, type Outcome, type StepCall } from '../models/model-steps';
import { type Permits, Toolbox } from '../tools/toolbox';
import { toMaterial, toPrompt } from './prompt';
import { ToolRunner } from './tool-runner';

/** An agent that somebody configured. */
export interface TurnAgent {
  /** Who it is, in words for the model. */
  persona: string;
  temperature: number;
  maxOutputTokens: number;
  permits: Permits;
  /** Whether a person has to approve of the action first. */
  asksFirst: Permits;
}

export interface TurnRequest {
  /** UUID of the turn: the same on every re-entry of the program. */
  id: string;
  /** Names the steps of this turn. */
  key: string;
  index: number;
  request: string;
  instruction: string | null;
  context: Record<string, string>;
  categories: string[] | null;
  earlier: Turn[];
  username: string;
  /** ISO 8601. */
  at: string;
  /** Milliseconds since the epoch; an action that takes longer fails with `timeout`. */
  deadline?: number;
  /** Milliseconds since the epoch; a turn that begins later is not taken: whoever asked has long gone. */
  expires?: number;
  /** Whether an outage of the model is the outcome of the turn, or lets the run be tried again later. */
  remembersOutage: boolean;
  /** Left out: one that may do whatever the task has switched on. */
  agent?: TurnAgent;
}

/** A turn, or why the model could not be asked. */
export type TurnOutcome = { turn: Turn } | { unavailable: string };

const MOST_LISTED = 100;
/** A step of a task ends after two minutes. */
const DECISION_TIMEOUT_MS = 110_000;

const decision = z.object({
  reasoning: z.string(),
  is_final: z.boolean(),
  action: z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()) }),
});

/** One turn of an agent: let the model choose an action, and take it. */
@Injectable()
export class TurnTaker {
  constructor(
    private readonly models: ModelSteps,
    private readonly toolbox: Toolbox,
    private readonly tools: ToolRunner,
    private readonly documents: DocumentsService,
    private readonly files: WorkspaceFilesService,
  ) {}

  async take(ctx: RunContext, request: TurnRequest): Promise<TurnOutcome> {
    const chosen = await this.choose(ctx, request);
    if ('unavailable' in chosen) return chosen;
    if ('error' in chosen)
      return { turn: toTurn(request, NO_ACTION, this.tools.failure(request, chosen.error)) };
    const { action } = chosen;
    return { turn: toTurn(request, action, await this.tools.run(ctx, request, action)) };
  }

  /** Goes on with a turn that waits for the person: given values continue its action, none cancel it. */
  async resume(
    ctx: RunContext,
    request: TurnRequest,
    awaiting: Turn,
    given: Record<string, string> | null,
  ): Promise<Turn> {
    if (given === null) {
      const result = this.tools.failure(request, 'Cancelled by the user');
      return { ...awaiting, action: { ...awaiting.action, final: true }, result: result.result };
    }
    const outcome = await this.tools.resume(ctx, request, awaiting.action, given);
    return { ...awaiting, action: { ...awaiting.action, final: false }, ...outcome };
  }

  private async choose(
    ctx: RunContext,
    request: TurnRequest,
  ): Promise<{ action: TurnAction } | { unavailable: string } | { error: string }> {
    const situation = await this.situation(ctx, request);
    if (situation.isLate) return { error: 'interrupted' };
    const { system, content } = toPrompt(situation);
    try {
      const outcome = await this.ask(ctx, request, {
        role: 'agent',
        system,
        messages: [{ role: 'user', content }],
        schema: decision,
        material: toMaterial(situation),
        timeoutMs: DECISION_TIMEOUT_MS,
        ...(request.agent && {
          temperature: request.agent.temperature,
          maxOutputTokens: request.agent.maxOutputTokens,
        }),
      });
      if ('unavailable' in outcome) return outcome;
      const { reasoning, is_final, action } = outcome.answer.object as z.infer<typeof decision>;
      return { action: { ...action, reasoning, final: is_final } };
    } catch (error) {
      // What the model said cannot be used: the agent is told, and may do better at the next post.
      if (error instanceof DomainError && error.code === 'invalid') return { error: error.message };
      throw error;
    }
  }

  private async ask(
    ctx: RunContext,
    { key, remembersOutage }: TurnRequest,
    call: StepCall,
  ): Promise<Outcome> {
    if (remembersOutage) return this.models.tryAsk(ctx, `${key}:decide`, call);
    return { answer: await this.models.ask(ctx, `${key}:decide`, call) };
  }

  /** Read once and recorded: what is found on re-entry must be what the model saw. */
  private async situation(ctx: RunContext, request: TurnRequest) {
    const owner = { orgId: ctx.run.orgId, userId: ctx.run.userId };
    const seen = await ctx.step('note', `${request.key}:situation`, async () => {
      const [offer, documents, files] = await Promise.all([
        this.toolbox.offer(request.categories, owner.orgId, request.agent?.permits),
        this.documents.list(owner, { limit: MOST_LISTED }),
        this.files.list(owner, ctx.run.id, { limit: MOST_LISTED }),
      ]);
      return {
        isLate: request.expires !== undefined && Date.now() > request.expires,
        ...offer,
        documents: documents.items.map(({ id, title, description }) => ({ id, title, description })),
        files: files.items.map(({ filename, size }) => ({ name: filename, size })),
      };
    });
    // Of turns that were recorded before offers were, it is what would be offered now.
    const offered = seen.actions ?? (await this.toolbox.offer(request.categories, owner.orgId)).actions;
    return {
      ...seen,
      ...(request.agent && { persona: request.agent.persona }),
      request: request.request,
      instruction: request.instruction,
      context: request.context,
      actions: this.toolbox.named(offered),
      turns: request.earlier,
    };
  }
}

const NO_ACTION: TurnAction = { name: 'none', parameters: {}, reasoning: '', final: false };

/** Only what has been done can have been the last thing to do. */
const toTurn = (request: TurnRequest, action: TurnAction, outcome: Pick<Turn, 'result' | 'files'>): Turn => ({
  id: request.id,
  index: request.index,
  created: request.at,
  input: request.instruction,
  action: { ...action, final: action.final && outcome.result.status === 'SUCCESS' },
  ...outcome,
});

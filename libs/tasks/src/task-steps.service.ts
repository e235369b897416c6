import { Injectable } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { ConflictError, UnavailableError } from '@muster/platform';
import { EventStreams, type Run, type RunEvent, RunsService, StepsService } from '@muster/runs';
import { type Task, toTask } from './task';
import { checkContext, ownerOf, TasksService } from './tasks.service';
import { type Post, POST_TOPIC, type Turn, TURN_EVENT, type TurnEvent } from './turn';

export interface StepRequest {
  message?: string;
  stateData?: Record<string, string>;
  context?: Record<string, string>;
  /** Comes back with the step, unchanged. */
  additionalInput?: Record<string, unknown>;
}

/** How long a post waits for the step that runs before it. */
const TURN_WAIT_MS = 30_000;
/** A step ends after 120 s by itself; beyond this no runner is there to end it. */
const ANSWER_MS = 150_000;
const MAX_TURNS = 100;

/** One post, one step: hands it to the program and waits for what comes of it. */
@Injectable()
export class TaskStepsService {
  constructor(
    private readonly tasks: TasksService,
    private readonly runs: RunsService,
    private readonly steps: StepsService,
    private readonly streams: EventStreams,
  ) {}

  /**
   * The step's turn. Conflict when another step runs for longer than `waitMs`, when the task was cancelled, or
   * when it has used up its steps; Unavailable when the model does not answer: then nothing is stored as a turn.
   */
  async step(actor: Actor, taskId: string, request: StepRequest, waitMs = TURN_WAIT_MS): Promise<Turn> {
    if (request.context) checkContext(request.context);
    const post: Post = {
      postId: crypto.randomUUID(),
      message: request.message?.trim() || null,
      stateData: request.stateData ?? null,
      context: request.context ?? null,
      ...(request.additionalInput && { additionalInput: request.additionalInput }),
      username: actor.username,
      at: new Date().toISOString(),
    };
    const run = await this.enter(actor, taskId, post, Date.now() + waitMs);
    return this.answer(actor, run, post.postId);
  }

  /** The run's own waiting is the lock: whoever finds it waiting gets in, in the database. */
  private async enter(actor: Actor, taskId: string, post: Post, deadline: number): Promise<Run> {
    for (;;) {
      const before = await this.tasks.run(actor, taskId);
      assertOpen(toTask(before));
      const run = await this.runs.sendIfAwaited(ownerOf(actor), taskId, POST_TOPIC, {
        payload: post,
        state: { pending: post.postId },
      });
      if (run) return run;
      const left = deadline - Date.now();
      if (left <= 0) throw new ConflictError('A step is already running', { reason: 'busy', retryAfter: 5 });
      await this.streams.next(ownerOf(actor), taskId, before.eventSeq, isTurnOver, Math.min(left, 1_000));
    }
  }

  private async answer(actor: Actor, run: Run, postId: string): Promise<Turn> {
    const isOurs = (event: RunEvent) =>
      isEnd(event) || (event.type === TURN_EVENT && (event.data as unknown as TurnEvent).post_id === postId);
    const event = await this.streams.next(ownerOf(actor), run.id, run.eventSeq - 1, isOurs, ANSWER_MS);
    if (!event) throw new UnavailableError('no runner took the step in time');
    if (isEnd(event)) throw new ConflictError(`the task was ended: ${event.type.replace('run.', '')}`);
    const { step, unavailable } = event.data as unknown as TurnEvent;
    if (step === undefined) throw new UnavailableError(unavailable ?? 'the model does not answer');
    return (await this.steps.get(ownerOf(actor), run.id, step)).output as Turn;
  }
}

const isEnd = ({ type }: RunEvent): boolean =>
  ['run.cancelled', 'run.failed', 'run.succeeded'].includes(type);

const isTurnOver = (event: RunEvent): boolean => isEnd(event) || event.type === 'run.waiting';

function assertOpen({ phase, turns }: Task): void {
  if (phase === 'cancelled' || phase === 'failed') throw new ConflictError(`the task is ${phase}`);
  if (turns >= MAX_TURNS) throw new ConflictError(`a task has at most ${MAX_TURNS} steps`);
}

import { implement, type RunContext, TASK, type TaskInput } from '@muster/runs';
import { type Post, POST_TOPIC, type TaskState, type Turn, TURN_EVENT } from '@muster/tasks';
import type { Summaries } from '../turns/summaries';
import type { TurnRequest, TurnTaker } from '../turns/turn-taker';

/** Posts, not turns: a post may continue a turn that waits, or end without one. */
const MOST_POSTS = 1_000;
/** A step of a task ends after two minutes. */
const STEP_MS = 120_000;
/** A step that found no runner for so long is not made up for later: its caller was told so. */
const INTERRUPTED_MS = 150_000;

/** A task driven from outside: each post yields exactly one step. */
export const stepTask = (taker: TurnTaker, summaries: Summaries) =>
  implement(TASK, async (ctx: RunContext, input: TaskInput) => {
    const task = new TaskProgress(ctx, input, taker, summaries);
    for (let n = 1; n <= MOST_POSTS; n += 1) await task.next(n);
    return null;
  });

class TaskProgress {
  private readonly turns: Turn[] = [];
  private context: Record<string, string>;

  constructor(
    private readonly ctx: RunContext,
    private readonly input: TaskInput,
    private readonly taker: TurnTaker,
    private readonly summaries: Summaries,
  ) {
    this.context = input.context;
  }

  /** Waits for a post, takes its turn, and records it together with the event that answers the post. */
  async next(n: number): Promise<void> {
    const received = await this.ctx.receive<Post>(POST_TOPIC, `post#${n}`);
    if (received.timedOut) return;
    const post = received.payload;
    this.context = { ...this.context, ...post.context, ...clock(post) };
    const last = this.turns.at(-1);
    const awaiting = last?.result.status === 'AWAITING_INPUT' ? last : undefined;
    const request = this.request(n, post, awaiting);
    const outcome = awaiting
      ? { turn: await this.taker.resume(this.ctx, request, awaiting, givenBy(post)) }
      : await this.taker.take(this.ctx, request);
    if ('unavailable' in outcome) await this.recordOutage(n, post, outcome.unavailable);
    else await this.recordTurn(n, post, { ...sentAlong(post), ...outcome.turn });
  }

  private request(n: number, post: Post, awaiting: Turn | undefined): TurnRequest {
    return {
      id: post.postId,
      key: `turn#${n}`,
      index: awaiting?.index ?? this.turns.length,
      request: this.input.request,
      instruction: awaiting ? null : post.message,
      context: this.context,
      categories: this.input.enabledCategories,
      earlier: awaiting ? this.turns.slice(0, -1) : this.turns,
      username: post.username,
      at: post.at,
      deadline: Date.parse(post.at) + STEP_MS,
      expires: Date.parse(post.at) + INTERRUPTED_MS,
      remembersOutage: true,
    };
  }

  private async recordTurn(n: number, post: Post, turn: Turn): Promise<void> {
    this.turns[turn.index] = turn;
    this.ctx.publish({
      ...this.stateAfter(turn, post),
      turns: this.turns.length,
      context: this.context,
      pending: null,
    });
    this.ctx.tell(TURN_EVENT, {
      post_id: post.postId,
      step: `turn#${n}`,
      index: turn.index,
      action: turn.action.name,
      status: turn.result.status,
      summary: turn.result.summary,
    });
    await this.ctx.step('turn', `turn#${n}`, () => Promise.resolve(turn), { name: turn.action.name });
    if (turn.index === 0 || isDone(turn)) await this.summarise(n);
  }

  /** Not a step: the task stays as it was, and the post is told why. */
  private async recordOutage(n: number, post: Post, unavailable: string): Promise<void> {
    this.ctx.publish({ pending: null });
    this.ctx.tell(TURN_EVENT, { post_id: post.postId, unavailable });
    await this.ctx.step('note', `turn#${n}`, () => Promise.resolve({ unavailable }), { name: 'unavailable' });
  }

  private stateAfter(turn: Turn, post: Post): Pick<TaskState, 'phase' | 'completedAt'> {
    if (turn.result.status === 'AWAITING_INPUT') return { phase: 'awaiting_input', completedAt: null };
    return isDone(turn) ? { phase: 'completed', completedAt: post.at } : { phase: 'idle', completedAt: null };
  }

  /** After the answer has gone out; when it fails, title and description stay as they are. */
  private async summarise(n: number): Promise<void> {
    const summary = await this.summaries.of(this.ctx, `summary#${n}`, this.input.request, this.turns);
    if (!summary) return;
    this.ctx.publish({ ...summary });
    await this.ctx.step('note', `summary#${n}:kept`, () => Promise.resolve(summary), { name: 'summary' });
  }
}

const sentAlong = ({ additionalInput }: Post): Pick<Turn, 'additionalInput'> =>
  additionalInput ? { additionalInput } : {};

const isDone = ({ action, result }: Turn): boolean => action.final && result.status !== 'AWAITING_INPUT';

const givenBy = ({ stateData, message }: Post): Record<string, string> | null =>
  stateData ?? (message === null ? null : { message });

/** The keys of the context that belong to the server. */
function clock({ at, username }: Post): Record<string, string> {
  const time = new Date(at);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(time);
  return {
    username,
    date: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    dayOfWeek: format({ weekday: 'long' }),
  };
}

import { Injectable } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { InvalidError, NotFoundError, type Page } from '@muster/platform';
import { type Run, RunsService, StepsService, TASK } from '@muster/runs';
import { LOOKS, type Task, type TaskPhase, type TaskState, toTask } from './task';
import { POST_TOPIC, type Turn } from './turn';

export interface TaskCreation {
  message: string;
  enabledCategories?: string[];
  context?: Record<string, string>;
  additionalInput?: Record<string, unknown>;
}

const TITLE_LENGTH = 25;
const CONTEXT_KEYS = 64;
const CONTEXT_KEY_LENGTH = 64;
const CONTEXT_VALUE_LENGTH = 4_096;
/** A task has at most a hundred turns; each may be recorded again when input arrives for it. */
const TURN_RECORDS = 2_000;

/** Tasks are runs of the task program; a task is its creator's own. */
@Injectable()
export class TasksService {
  constructor(
    private readonly runs: RunsService,
    private readonly steps: StepsService,
  ) {}

  /** The agent is not called before the first step is asked for. */
  async create(
    actor: Actor,
    { message, enabledCategories, context = {}, additionalInput }: TaskCreation,
  ): Promise<Task> {
    checkContext(context);
    const title = message.trim().slice(0, TITLE_LENGTH);
    const state: TaskState = {
      phase: 'created',
      completedAt: null,
      title,
      description: '',
      context,
      turns: 0,
      pending: null,
      ...(additionalInput && { additionalInput }),
    };
    // None named means all.
    const categories = enabledCategories?.length ? enabledCategories : null;
    const input = { request: message, enabledCategories: categories, context };
    const start = { input, title, state: { ...state }, waitFor: POST_TOPIC };
    return toTask(await this.runs.start(ownerOf(actor), TASK, start));
  }

  /** Newest first; of all phases, or of these only. */
  async list(
    actor: Actor,
    { phases, ...page }: { phases?: TaskPhase[]; cursor?: string; limit: number },
  ): Promise<Page<Task>> {
    const anyOf = phases?.flatMap((phase) => LOOKS[phase]);
    const filter = { program: TASK.name, anyOf, ...page };
    const { items, nextCursor } = await this.runs.list(ownerOf(actor), filter);
    return { items: items.map(toTask), nextCursor };
  }

  /** Newest first, by page number from 1. */
  async numbered(actor: Actor, page: number, size: number): Promise<{ items: Task[]; total: number }> {
    const { items, total } = await this.runs.numbered(ownerOf(actor), TASK.name, (page - 1) * size, size);
    return { items: items.map(toTask), total };
  }

  async get(actor: Actor, id: string): Promise<Task> {
    return toTask(await this.run(actor, id));
  }

  /** Oldest first, each as it stands now. */
  async turns(actor: Actor, id: string): Promise<Turn[]> {
    await this.run(actor, id);
    const steps = await this.steps.list(ownerOf(actor), id, { kind: 'turn', limit: TURN_RECORDS });
    const latest = new Map(steps.map(({ output }) => [(output as Turn).index, output as Turn]));
    return [...latest.values()].sort((a, b) => a.index - b.index);
  }

  /** NotFound for runs of other programs, too: they are no tasks. */
  async run(actor: Actor, id: string): Promise<Run> {
    const run = await this.runs.get(ownerOf(actor), id);
    if (run.program !== TASK.name) throw new NotFoundError('task', id);
    return run;
  }
}

export const ownerOf = ({ orgId, userId }: Actor) => ({ orgId, userId });

/** Strings to strings, bounded; throws `InvalidError` with the field named. */
export function checkContext(context: Record<string, string>): void {
  const entries = Object.entries(context);
  if (entries.length > CONTEXT_KEYS)
    throw new InvalidError('bad context', { context: `has more than ${CONTEXT_KEYS} keys` });
  for (const [key, value] of entries) {
    if (key.length === 0 || key.length > CONTEXT_KEY_LENGTH) {
      throw new InvalidError('bad context', { context: `a key has 1 to ${CONTEXT_KEY_LENGTH} characters` });
    }
    if (typeof value !== 'string' || value.length > CONTEXT_VALUE_LENGTH) {
      throw new InvalidError('bad context', {
        [`context.${key}`]: `must be a text of at most ${CONTEXT_VALUE_LENGTH} characters`,
      });
    }
  }
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { Repository } from 'typeorm';
import { ConflictError, Hinter, type Page } from '@muster/platform';
import { portable } from '../execution/portable';
import type { ProgramContract } from '../engine/program';
import { Cancellations } from './cancellations';
import { pageAfter } from './page';
import { Run } from './run.entity';
import { looksLike, type RunLook } from './run-look';
import { isFinal, type RunStatus, statusesBefore } from './run.status';
import { type NewRun, type RunScope, RunStore } from './run-store';

export interface RunOwner {
  orgId: string;
  userId: string;
}

export interface RunStart {
  input: unknown;
  title?: string;
  /** `provider/model` for all model calls of the run. */
  model?: string;
  budgetUsd?: number;
  state?: Record<string, unknown>;
  /** Does not begin before a signal on this topic comes. */
  waitFor?: string;
}

export interface RunFilter {
  status?: RunStatus;
  /** Runs that look like one of these. */
  anyOf?: RunLook[];
  program?: string;
  parentId?: string;
  cursor?: string;
  limit: number;
}

/** Runs as their owners see them. Every change of state is written with its event before anybody is told. */
@Injectable()
export class RunsService {
  constructor(
    private readonly store: RunStore,
    private readonly pool: Pool,
    private readonly cancellations: Cancellations,
    private readonly hinter: Hinter,
    @InjectRepository(Run) private readonly rows: Repository<Run>,
  ) {}

  /** Accepted means committed: from here on the run will be executed whatever dies. */
  async start<I>(owner: RunOwner, program: ProgramContract<I>, start: RunStart): Promise<Run> {
    return this.store.insert(
      newRun(owner, program, { ...start, input: program.parse(portable(start.input)) }),
    );
  }

  get(scope: RunScope, id: string): Promise<Run> {
    return this.store.get(scope, id);
  }

  /** Newest first. */
  list(scope: RunScope, filter: RunFilter): Promise<Page<Run>> {
    const query = this.rows.createQueryBuilder('run').where({
      ...scope,
      ...(filter.status && { status: filter.status }),
      ...(filter.program && { program: filter.program }),
      ...(filter.parentId && { parentId: filter.parentId }),
    });
    if (filter.anyOf) query.andWhere(looksLike(filter.anyOf));
    return pageAfter(query, 'run', filter);
  }

  /** The run and everything below it. Idempotent on cancelled runs; other final ones conflict. */
  async cancel(scope: RunScope, id: string, reason?: string): Promise<Run> {
    const run = await this.get(scope, id);
    if (run.status === 'cancelled') return run;
    const changed = await this.cancellations.cancel(() => Promise.resolve([id]), reason);
    if (!changed.some((each) => each.id === id)) return this.refuse(scope, id, 'cancelled');
    return this.get(scope, id);
  }

  pause(scope: RunScope, id: string): Promise<Run> {
    return this.change(scope, id, 'paused', statusesBefore('paused'), 'run.paused');
  }

  resume(scope: RunScope, id: string): Promise<Run> {
    return this.change(scope, id, 'queued', ['paused'], 'run.unpaused');
  }

  /** Reaches the program's next `receive` on the topic; wakes the run if it waits for it. */
  async send(scope: RunScope, id: string, topic: string, payload: unknown): Promise<Run> {
    await this.get(scope, id);
    const data = { topic, ...(topic === 'message' && { message: portable(payload) }) };
    const signal = { topic, payload: portable(payload), event: 'message.received', data };
    const run = await this.store.signal(this.pool, id, signal);
    if (!run) return this.refuse(scope, id, 'sent a message');
    this.store.announce([run]);
    return run;
  }

  /** Like `send`, but only if the run waits for exactly this now; undefined when it does not. */
  async sendIfAwaited(
    scope: RunScope,
    id: string,
    topic: string,
    message: { payload: unknown; state?: Record<string, unknown> },
  ): Promise<Run | undefined> {
    await this.get(scope, id);
    const { payload, state } = message;
    const signal = {
      topic,
      payload: portable(payload),
      event: 'message.received',
      data: { topic },
      onlyIfAwaited: true,
      state,
    };
    const run = await this.store.signal(this.pool, id, signal);
    if (run) this.store.announce([run]);
    return run;
  }

  /** Newest first, by number instead of by cursor, for callers whose protocol counts pages. */
  async numbered(
    scope: RunScope,
    program: string,
    skip: number,
    take: number,
  ): Promise<{ items: Run[]; total: number }> {
    const where = { ...scope, program };
    const [items, total] = await this.rows.findAndCount({
      where,
      order: { createdAt: 'DESC', id: 'DESC' },
      skip,
      take,
    });
    return { items, total };
  }

  private async change(
    scope: RunScope,
    id: string,
    to: RunStatus,
    from: RunStatus[],
    event: string,
  ): Promise<Run> {
    const before = await this.get(scope, id);
    if (before.status === to) return before;
    const changed = await this.store.changeStatus(this.pool, [id], { to, from, event });
    if (!changed[0]) return this.refuse(scope, id, to);
    this.store.announce(changed);
    if (to === 'paused') this.hinter.hint('runs.interrupted', { runIds: [id] });
    return changed[0];
  }

  /** The run if somebody else has just done the same; else Conflict. */
  private async refuse(scope: RunScope, id: string, what: string): Promise<Run> {
    const run = await this.get(scope, id);
    const { status } = run;
    if (status === what) return run;
    throw new ConflictError(`a run that is ${status} cannot be ${what}`, {
      reason: isFinal(status) ? 'final' : 'status',
    });
  }
}

export function newRun(
  owner: RunOwner,
  program: ProgramContract,
  { id = crypto.randomUUID(), parent, ...start }: RunStart & { id?: string; parent?: Run },
): NewRun {
  const { title = '', waitFor, model, budgetUsd } = start;
  return {
    id,
    org_id: owner.orgId,
    user_id: owner.userId,
    program: program.name,
    program_version: program.version,
    title,
    ...(waitFor
      ? { status: 'waiting', waiting_for: 'input', wait_topics: [waitFor] }
      : { status: 'queued', wait_topics: [] }),
    input: start.input,
    state: start.state ?? {},
    ancestry: [...(parent?.ancestry ?? []), id],
    model,
    parent_id: parent?.id,
    budget_usd: budgetUsd,
  };
}

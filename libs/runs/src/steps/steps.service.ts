import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import { type RunScope, RunStore } from '../run/run-store';
import { Step } from './step.entity';

/** Recorded steps, for reading. Writing them is the engine's alone. */
@Injectable()
export class StepsService {
  constructor(
    @InjectRepository(Step) private readonly rows: Repository<Step>,
    private readonly store: RunStore,
  ) {}

  /** In the order of first recording, from after step number `after`. */
  async list(
    scope: RunScope,
    runId: string,
    { kind, after = 0, limit }: { kind?: string; after?: number; limit: number },
  ): Promise<Step[]> {
    await this.store.get(scope, runId);
    return this.rows.find({
      where: { runId, seq: MoreThan(after), ...(kind && { kind }) },
      order: { seq: 'ASC' },
      take: limit,
    });
  }

  async get(scope: RunScope, runId: string, key: string): Promise<Step> {
    await this.store.get(scope, runId);
    const step = await this.rows.findOneBy({ runId, key });
    if (!step) throw new NotFoundError('step', key);
    return step;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager, type EntitySubscriberInterface, type QueryRunner } from 'typeorm';

/** Runs work once the transaction it depends on is committed, and never when it is rolled back. */
@Injectable()
export class AfterCommit implements EntitySubscriberInterface {
  private readonly waiting = new WeakMap<QueryRunner, (() => void)[]>();

  constructor(source: DataSource) {
    source.subscribers.push(this);
  }

  /** At once when `manager` is in no transaction. `work` must not throw. */
  run({ queryRunner }: EntityManager, work: () => void): void {
    if (!queryRunner?.isTransactionActive) {
      work();
      return;
    }
    this.waiting.set(queryRunner, [...(this.waiting.get(queryRunner) ?? []), work]);
  }

  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    for (const work of this.taken(queryRunner)) work();
  }

  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    this.taken(queryRunner);
  }

  /** Nothing while it was only a savepoint within a larger transaction. */
  private taken(queryRunner: QueryRunner): (() => void)[] {
    if (queryRunner.isTransactionActive) return [];
    const works = this.waiting.get(queryRunner) ?? [];
    this.waiting.delete(queryRunner);
    return works;
  }
}

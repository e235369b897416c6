import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** `failed`: the provider answered with an error or not at all; `aborted`: stopped on somebody's word. */
export type UsageOutcome = 'ok' | 'failed' | 'aborted';

/** One call of a model provider: what it used and what it cost. Never changed after it was written. */
@Entity('usage_entry')
export class UsageEntry {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') orgId: string;
  @Column('uuid') userId: string;
  @Column('uuid', { nullable: true }) runId: string | null;
  @Column('text', { nullable: true }) stepKey: string | null;
  @Column('text') provider: string;
  @Column('text') model: string;
  /** All input tokens, the cached ones included. */
  @Column('integer') inputTokens: number;
  @Column('integer') cachedInputTokens: number;
  @Column('integer') outputTokens: number;
  /** The provider did not say; the tokens are counted from the texts. */
  @Column('boolean') estimated: boolean;
  @Column({ type: 'numeric', precision: 18, scale: 9 }) costUsd: number;
  /** False: the price of the model is unknown and `costUsd` is 0. */
  @Column('boolean') priced: boolean;
  @Column('integer') durationMs: number;
  /** HTTP tries, the first included. */
  @Column('integer') tries: number;
  @Column('text') outcome: UsageOutcome;
  /** Why it failed, as a short name: `timeout`, `rate_limited`, `credentials`. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'cancelled';

/** A question to a person that binds exact arguments: what is approved is what will be done, byte for byte. */
@Entity('approval')
export class Approval {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') orgId: string;
  @Column('uuid') userId: string;
  @Column('uuid') runId: string;
  @Column() stepKey: string;
  @Column() action: string;
  @Column('jsonb') args: unknown;
  /** SHA-256 over the canonical JSON of action and arguments. */
  @Column() argsHash: string;
  @Column('text', { nullable: true }) diff: string | null;
  @Column('text') status: ApprovalStatus;
  @Column('text', { nullable: true }) note: string | null;
  @Column('uuid', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
}

import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Organization } from '../organizations/organization.entity';

/** What the settings last said about the password door of the job API: one row. */
@Entity('job_door')
@Check('job_door_id_check', 'id = 1')
export class JobDoorRow {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'job_door_pkey', default: 1 })
  id: number;

  /** Null: nobody comes in by a password. */
  @Column('text', { nullable: true, select: false })
  passwordHash: string | null;

  /** Where those work who come in. Null: the door is closed. */
  @Column('uuid', { nullable: true })
  orgId: string | null;

  @ManyToOne(() => Organization, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'org_id', foreignKeyConstraintName: 'job_door_org_id_fkey' })
  organization?: Organization | null;
}

/** Failed attempts from one address. */
@Entity('job_door_attempt')
@Index('job_door_attempt_expires_idx', ['expiresAt'])
export class JobDoorAttempt {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'job_door_attempt_pkey' })
  address: string;

  @Column('timestamptz', { array: true })
  failures: Date[];

  @Column('timestamptz')
  expiresAt: Date;
}

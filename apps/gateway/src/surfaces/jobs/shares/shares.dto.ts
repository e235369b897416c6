import {
  DateField,
  EnumField,
  IntField,
  JsonField,
  ObjectField,
  sseFrame,
  StringField,
  UuidField,
} from '@muster/platform';
import { withoutSecrets } from '@muster/governance';
import { reachOf, type Share } from '@muster/identity';
import {
  type Run,
  type RunEvent,
  type RunScope,
  RUN_STATUSES,
  type RunStatus,
  WAIT_REASONS,
  type WaitReason,
} from '@muster/runs';

class SharedErrorDto {
  @StringField() code: string;
  @StringField() message: string;
}

/** What people see who have nothing but a link. What is called like a secret or looks like one is hidden. */
export class SharedRunDto {
  @UuidField() id: string;
  @StringField() program: string;
  @StringField() title: string;
  @EnumField(RUN_STATUSES) status: RunStatus;
  @EnumField(WAIT_REASONS, { nullable: true }) waitingFor: WaitReason | null;
  @JsonField({ of: 'any', nullable: true }) input: unknown;
  @JsonField({ of: 'any', about: 'What the program publishes about itself' }) state: unknown;
  @JsonField({ of: 'any', nullable: true }) output: unknown;
  @ObjectField(() => SharedErrorDto, { nullable: true }) error: SharedErrorDto | null;
  @StringField({ nullable: true }) model: string | null;
  @IntField() stepCount: number;
  @DateField() createdAt: Date;
  @DateField({ nullable: true }) startedAt: Date | null;
  @DateField({ nullable: true }) finishedAt: Date | null;
  @DateField() updatedAt: Date;
}

/** As far as the maker of the share can see today. */
export const scopeOf = ({ maker }: Share): RunScope => reachOf(maker, 'organization-runs:read');

export const toSharedRunDto = (run: Run): SharedRunDto => ({
  ...{ id: run.id, program: run.program, status: run.status, waitingFor: run.waitingFor },
  title: String(withoutSecrets(run.title)),
  input: withoutSecrets(run.input),
  state: withoutSecrets(run.state),
  output: withoutSecrets(run.output),
  error: run.error && { code: run.error.code, message: String(withoutSecrets(run.error.message)) },
  model: run.model,
  stepCount: run.stepCount,
  ...{ createdAt: run.createdAt, startedAt: run.startedAt, finishedAt: run.finishedAt },
  updatedAt: run.updatedAt,
});

export const toSharedFrame = ({ runId, seq, type, data, createdAt }: RunEvent, id: string): string =>
  sseFrame(id, type, JSON.stringify({ id, runId, seq, type, data: withoutSecrets(data), createdAt }));

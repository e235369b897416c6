import {
  type Page,
  BooleanField,
  DateField,
  EnumField,
  IntField,
  JsonField,
  ListField,
  NumberField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import {
  type Approval,
  type Run,
  RUN_STATUSES,
  type RunStatus,
  type Step,
  WAIT_REASONS,
  type WaitReason,
} from '@muster/runs';

export class RunCreateDto {
  @StringField({ max: 64, about: '`agent` or `chain`' }) program: string;
  @JsonField({ of: 'any', about: 'What the program works on' }) input: unknown;
  @StringField({ max: 200, optional: true }) title?: string;
  @StringField({ max: 200, optional: true, about: '`provider/model` for all model calls of the run' })
  model?: string;
  @NumberField({
    min: 0,
    max: 1_000_000,
    optional: true,
    about: 'Ceiling for the run and everything below it, USD',
  })
  budget_usd?: number;
}

export class RunListQueryDto {
  @EnumField(RUN_STATUSES, { optional: true }) status?: RunStatus;
  @StringField({ max: 64, optional: true }) program?: string;
  @UuidField({ optional: true }) parent_id?: string;
  @StringField({ max: 200, optional: true, about: '`next_cursor` of the page before' }) cursor?: string;
  @IntField({ min: 1, max: 200, optional: true, default: 50 }) limit = 50;
}

export class StepListQueryDto {
  @IntField({ min: 0, optional: true, default: 0, about: 'Number of the last step already seen' }) after = 0;
  @StringField({ max: 32, optional: true, about: 'model, tool, wait, child, turn, note' }) kind?: string;
  @IntField({ min: 1, max: 500, optional: true, default: 100 }) limit = 100;
}

export class RunCancelDto {
  @StringField({ max: 500, optional: true }) reason?: string;
}

export class RunMessageDto {
  @JsonField({ of: 'any', about: 'A text, or an object of the fields that were asked for' }) message: unknown;
}

export class RunForkDto {
  @JsonField({ of: 'any', about: 'Number or key of the last step that is taken over; 0: none' }) step:
    number | string;
  @JsonField({ of: 'any', optional: true, about: 'Replaces the input' }) input?: unknown;
  @StringField({ max: 200, optional: true, about: '`provider/model` from here on' }) model?: string;
}

export class ApprovalDecisionDto {
  @BooleanField() approved: boolean;
  @StringField({ max: 2_000, optional: true }) note?: string;
}

export class RunErrorDto {
  @StringField() code: string;
  @StringField() message: string;
  @StringField({ optional: true }) reason?: string;
}

export class ForkOriginDto {
  @UuidField() run_id: string;
  @StringField() step: string;
}

export class RunDto {
  @UuidField() id: string;
  @StringField() program: string;
  @StringField() title: string;
  @EnumField(RUN_STATUSES) status: RunStatus;
  @EnumField(WAIT_REASONS, { nullable: true }) waiting_for: WaitReason | null;
  @DateField({ nullable: true, about: 'When a waiting run goes on by itself' }) wake_at: Date | null;
  @JsonField({ of: 'any', nullable: true }) input: unknown;
  @JsonField({ about: 'What the program publishes about itself' }) state: Record<string, unknown>;
  @JsonField({ of: 'any', nullable: true }) output: unknown;
  @ObjectField(() => RunErrorDto, { nullable: true }) error: RunErrorDto | null;
  @StringField({ nullable: true }) model: string | null;
  @UuidField({ nullable: true }) parent_id: string | null;
  @UuidField() root_id: string;
  @IntField({ about: 'How often a worker took it' }) attempt: number;
  @IntField() step_count: number;
  @NumberField({ nullable: true }) budget_usd: number | null;
  @NumberField({ about: 'By the run and everything below it' }) spent_usd: number;
  @ObjectField(() => ForkOriginDto, { nullable: true }) forked_from: ForkOriginDto | null;
  @DateField() created_at: Date;
  @DateField({ nullable: true }) started_at: Date | null;
  @DateField({ nullable: true }) finished_at: Date | null;
  @DateField() updated_at: Date;
}

export class RunPageDto {
  @ListField(() => RunDto) items: RunDto[];
  @StringField({ nullable: true }) next_cursor: string | null;
}

export class StepDto {
  @IntField() seq: number;
  @StringField() key: string;
  @StringField() kind: string;
  @StringField() name: string;
  @EnumField(['started', 'done', 'failed']) status: string;
  @IntField() attempt: number;
  @JsonField({ of: 'any', nullable: true }) input: unknown;
  @JsonField({ of: 'any', nullable: true }) output: unknown;
  @ObjectField(() => RunErrorDto, { nullable: true }) error: RunErrorDto | null;
  @NumberField() cost_usd: number;
  @DateField() started_at: Date;
  @DateField({ nullable: true }) finished_at: Date | null;
}

export class StepPageDto {
  @ListField(() => StepDto) items: StepDto[];
  @IntField({ nullable: true, about: 'Hand it in as `after` to get the next page' }) next_after:
    number | null;
}

export class ReplayDifferenceDto {
  @StringField({ about: 'Key of the step; empty: the end of the run' }) step: string;
  @StringField() reason: string;
}

export class ReplayReportDto {
  @IntField() model_calls: number;
  @IntField({ about: 'Recorded steps that the program took again' }) steps: number;
  @BooleanField() identical: boolean;
  @ObjectField(() => ReplayDifferenceDto, { optional: true }) first_difference?: ReplayDifferenceDto;
}

export class RunApprovalDto {
  @UuidField() id: string;
  @UuidField() run_id: string;
  @StringField() step_key: string;
  @StringField() action: string;
  @JsonField({ of: 'any', about: 'Exactly what would be done it with' }) args: unknown;
  @StringField({ about: 'SHA-256 over action and arguments' }) args_hash: string;
  @StringField({ nullable: true }) diff: string | null;
  @EnumField(['pending', 'approved', 'rejected', 'cancelled']) status: string;
  @StringField({ nullable: true }) note: string | null;
  @UuidField({ nullable: true }) decided_by: string | null;
  @DateField() created_at: Date;
  @DateField({ nullable: true }) decided_at: Date | null;
}

export class RunApprovalPageDto {
  @ListField(() => RunApprovalDto) items: RunApprovalDto[];
  @StringField({ nullable: true }) next_cursor: string | null;
}

export const toRunDto = (run: Run): RunDto => ({
  id: run.id,
  program: run.program,
  title: run.title,
  status: run.status,
  waiting_for: run.waitingFor,
  wake_at: run.wakeAt,
  input: run.input,
  state: run.state,
  output: run.output,
  error: run.error,
  model: run.model,
  parent_id: run.parentId,
  root_id: run.ancestry[0] ?? run.id,
  attempt: run.attempt,
  step_count: run.stepCount,
  budget_usd: run.budgetUsd,
  spent_usd: run.spentUsd,
  forked_from: run.forkedFrom,
  created_at: run.createdAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  updated_at: run.updatedAt,
});

export const toRunPageDto = ({ items, nextCursor }: Page<Run>): RunPageDto => ({
  items: items.map(toRunDto),
  next_cursor: nextCursor,
});

const toStepDto = (step: Step): StepDto => ({
  seq: step.seq,
  key: step.key,
  kind: step.kind,
  name: step.name,
  status: step.status,
  attempt: step.attempt,
  input: step.input,
  output: step.output,
  error: step.error,
  cost_usd: step.costUsd,
  started_at: step.startedAt,
  finished_at: step.finishedAt,
});

export const toStepPageDto = (steps: Step[], limit: number): StepPageDto => ({
  items: steps.map(toStepDto),
  next_after: steps.length === limit ? (steps.at(-1)?.seq ?? null) : null,
});

export const toRunApprovalDto = (approval: Approval): RunApprovalDto => ({
  id: approval.id,
  run_id: approval.runId,
  step_key: approval.stepKey,
  action: approval.action,
  args: approval.args,
  args_hash: approval.argsHash,
  diff: approval.diff,
  status: approval.status,
  note: approval.note,
  decided_by: approval.decidedBy,
  created_at: approval.createdAt,
  decided_at: approval.decidedAt,
});

export const toRunApprovalPageDto = ({ items, nextCursor }: Page<Approval>): RunApprovalPageDto => ({
  items: items.map(toRunApprovalDto),
  next_cursor: nextCursor,
});

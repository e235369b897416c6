import {
  BooleanField,
  EnumField,
  JsonField,
  ListField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import type { StepRequest, Task, Turn } from '@muster/tasks';
import { ArtifactDto, toArtifactDto } from './artifacts.dto';
import { type PageQueryDto, pageOf, PaginationDto, toPaginationDto } from './paging.dto';
import { type InputDto, toContext } from './tasks.dto';

const STATUSES = ['created', 'running', 'completed'] as const;

export class StepDto {
  @UuidField() task_id: string;
  @UuidField() step_id: string;
  @StringField({ nullable: true }) input: string | null;
  @JsonField() additional_input: Record<string, unknown>;
  @StringField({ nullable: true, about: 'The action that the agent took' }) name: string | null;
  @EnumField(STATUSES) status: (typeof STATUSES)[number];
  @StringField({ nullable: true }) output: string | null;
  @JsonField({ nullable: true, about: 'The action and its full result' })
  additional_output: Record<string, unknown> | null;
  @ListField(() => ArtifactDto) artifacts: ArtifactDto[];
  @BooleanField({ about: 'The agent expects the task to be done; it may be continued all the same' })
  is_last: boolean;
}

export class StepPageDto {
  @ListField(() => StepDto) steps: StepDto[];
  @ObjectField(() => PaginationDto) pagination: PaginationDto;
}

export const toStepRequest = ({ input, additional_input }: InputDto): StepRequest => ({
  ...(input && { message: input }),
  ...(additional_input && { context: toContext(additional_input), additionalInput: additional_input }),
});

export const toStepDto = (taskId: string, turn: Turn): StepDto => ({
  task_id: taskId,
  step_id: turn.id,
  input: turn.input,
  additional_input: turn.additionalInput ?? {},
  name: turn.action.name,
  status: 'completed',
  output: turn.result.message ?? (turn.result.summary || turn.result.error),
  additional_output: { action: turn.action, result: turn.result },
  artifacts: turn.files.map(toArtifactDto),
  is_last: turn.action.final,
});

/** Oldest first; the one that is being executed comes last. */
export function toStepDtos({ id, phase, pending }: Task, turns: Turn[]): StepDto[] {
  const steps = turns.map((turn) => toStepDto(id, turn));
  const last = steps.at(-1);
  if (phase !== 'running' || pending === null || last?.step_id === pending) return steps;
  // What a step that waits for input gets continues this step; anything else begins the next one.
  if (last && turns.at(-1)?.result.status === 'AWAITING_INPUT')
    return [...steps.slice(0, -1), { ...last, status: 'running' }];
  return [...steps, begun(id, pending)];
}

const begun = (taskId: string, id: string): StepDto => ({
  task_id: taskId,
  step_id: id,
  input: null,
  additional_input: {},
  name: null,
  status: 'running',
  output: null,
  additional_output: null,
  artifacts: [],
  is_last: false,
});

export const toStepPageDto = (steps: StepDto[], query: PageQueryDto): StepPageDto => ({
  steps: pageOf(steps, query),
  pagination: toPaginationDto(steps.length, query),
});

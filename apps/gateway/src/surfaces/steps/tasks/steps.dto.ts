import {
  BooleanField,
  DateField,
  EnumField,
  IntField,
  JsonField,
  ListField,
  MapField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import type { StepRequest, Turn, TurnAction, TurnResult, TurnStatus } from '@muster/tasks';
import { TaskDocumentDto, toTaskDocumentDto } from './task-documents.dto';

const TEXT_LENGTH = 32_000;
const LONGEST_WAIT_SECONDS = 30;

export class StepRequestDto {
  @StringField({ max: TEXT_LENGTH, optional: true, about: 'Input of this step; none: keep going' })
  message?: string;
  @MapField({ maxLength: TEXT_LENGTH, optional: true, about: 'What a step that awaits input asked for' })
  stateData?: Record<string, string>;
  @MapField({ optional: true, about: 'Merged into the context of the task' })
  context?: Record<string, string>;
}

export class ActionDto {
  @StringField() name: string;
  @JsonField() parameters: Record<string, unknown>;
  @StringField() reasoning: string;
  @BooleanField({ about: 'Whether the agent expects the task to be done with this' }) final: boolean;
}

export class CitationDto {
  @StringField({ about: 'As it stands in the document' }) quote: string;
  @UuidField() documentId: string;
  @UuidField() chunkId: string;
  @IntField({ optional: true }) page?: number;
  @IntField({ about: 'First character in the text of the document' }) start: number;
  @IntField({ about: 'The character after the last' }) end: number;
}

export class UnsupportedStatementDto {
  @StringField() text: string;
  @IntField({ about: 'First character in the message' }) start: number;
  @IntField({ about: 'The character after the last' }) end: number;
}

export class ResultDto {
  @EnumField(['SUCCESS', 'FAILURE', 'AWAITING_INPUT', 'IN_PROGRESS']) status: TurnStatus;
  @UuidField() actionId: string;
  @JsonField({ of: 'any', nullable: true }) details: unknown;
  @StringField({ about: 'One line for a person' }) summary: string;
  @StringField({ nullable: true, about: 'For the agent, so that it can correct itself' })
  error: string | null;
  @StringField({ nullable: true, about: 'What to show to the person' }) message: string | null;
  @MapField({ nullable: true, about: 'What is asked for, by field' })
  stateData: Record<string, string> | null;
  @ListField(() => CitationDto, { about: 'Shown in place by `/documents/{documentId}/view?task={task_id}`' })
  citations: CitationDto[];
  @ListField(() => UnsupportedStatementDto, { about: 'What the message says without support by a document' })
  unsupported: UnsupportedStatementDto[];
}

export class StepDto {
  @UuidField() id: string;
  @IntField({ about: 'From 0' }) index: number;
  @DateField() created: Date;
  @StringField({ nullable: true }) input: string | null;
  @ObjectField(() => ActionDto) action: ActionDto;
  @ObjectField(() => ResultDto) result: ResultDto;
  @ListField(() => TaskDocumentDto) documents: TaskDocumentDto[];
}

export const toStepRequest = ({ message, stateData, context }: StepRequestDto): StepRequest => ({
  message: message ?? undefined,
  stateData: stateData ?? undefined,
  context: context ?? undefined,
});

/** How long to wait for the step before, from `Prefer: wait=<seconds>`. */
export function toWaitMs(prefer: string | undefined): number | undefined {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_SECONDS) * 1_000;
}

export const toStepDto = (taskId: string, { input, action, result, files, ...turn }: Turn): StepDto => ({
  id: turn.id,
  index: turn.index,
  created: new Date(turn.created),
  input,
  action: toActionDto(action),
  result: toResultDto(result),
  documents: files.map((file) => toTaskDocumentDto(taskId, file)),
});

const toActionDto = ({ name, parameters, reasoning, final }: TurnAction): ActionDto => ({
  name,
  parameters,
  reasoning,
  final,
});

const toResultDto = ({ citations, unsupported = [], ...result }: TurnResult): ResultDto => ({
  status: result.status,
  actionId: result.actionId,
  details: result.details,
  summary: result.summary,
  error: result.error,
  message: result.message,
  stateData: result.stateData,
  citations: citations.map(({ quote, documentId, chunkId, page, start, end }) => ({
    ...{ quote, documentId, chunkId },
    ...(page !== undefined && { page }),
    ...{ start, end },
  })),
  unsupported: unsupported.map(({ text, start, end }) => ({ text, start, end })),
});

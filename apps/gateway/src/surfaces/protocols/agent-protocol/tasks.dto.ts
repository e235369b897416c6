import { JsonField, ListField, ObjectField, StringField, UuidField } from '@muster/platform';
import type { Task, TaskCreation } from '@muster/tasks';
import type { WorkspaceFile } from '@muster/workspaces';
import { ArtifactDto, toArtifactDto } from './artifacts.dto';
import { type PageQueryDto, PaginationDto, toPaginationDto } from './paging.dto';

export class InputDto {
  @StringField({ max: 32_000, optional: true, nullable: true, about: 'What is to be done' })
  input?: string | null;
  @JsonField({ optional: true, nullable: true, about: 'Shown to the agent as the context of the task' })
  additional_input?: Record<string, unknown> | null;
}

export class TaskDto {
  @UuidField() task_id: string;
  @StringField({ nullable: true }) input: string | null;
  @JsonField() additional_input: Record<string, unknown>;
  @ListField(() => ArtifactDto) artifacts: ArtifactDto[];
}

export class TaskPageDto {
  @ListField(() => TaskDto) tasks: TaskDto[];
  @ObjectField(() => PaginationDto) pagination: PaginationDto;
}

export const toTaskCreation = ({ input, additional_input }: InputDto): TaskCreation => ({
  message: input ?? '',
  ...(additional_input && { context: toContext(additional_input), additionalInput: additional_input }),
});

/** A context maps strings to strings; whatever else a client sends is told as JSON. */
export const toContext = (given: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

export const toTaskDto = (
  { id, request, additionalInput = {} }: Task,
  files: WorkspaceFile[] = [],
): TaskDto => ({
  task_id: id,
  input: request === '' ? null : request,
  additional_input: additionalInput,
  artifacts: files.map(toArtifactDto),
});

/** `files` are those of all tasks of the page. */
export const toTaskPageDto = (
  { items, total }: { items: Task[]; total: number },
  files: WorkspaceFile[],
  query: PageQueryDto,
): TaskPageDto => {
  const byTask = Map.groupBy(files, ({ workspaceId }) => workspaceId);
  return {
    tasks: items.map((task) => toTaskDto(task, byTask.get(task.id))),
    pagination: toPaginationDto(total, query),
  };
};

import type { Actor } from '@muster/identity';
import { InvalidError, MapField, parseWire, StringField, UnauthenticatedError } from '@muster/platform';
import type { TaskCreation } from '@muster/tasks';

/** The form of an agent's task. */
export class TaskCreateDto {
  @StringField({ min: 1, max: 32_000, about: 'What the agent is to do' }) message: string;
  @StringField({ each: true, optional: true, max: 64, maxItems: 32, about: 'None or empty: all' })
  enabledCategories?: string[];
  @MapField({ optional: true, about: 'Shown to the agent' }) context?: Record<string, string>;
}

/** In the query, either of these makes the body the payload of a queue task. */
export class TaskCreateQueryDto {
  @StringField({ optional: true }) taskType?: string;
  @StringField({ optional: true }) task_type?: string;
}

const FORMS = {
  message: 'is what an agent task needs',
  taskType: 'is what a queue task needs, in the body or the query',
};

/** Tells by the request alone which kind of task is meant, and reads it. */
export function toTaskCreation(actor: Actor, query: TaskCreateQueryDto, body: unknown): TaskCreation {
  const sent = isRecord(body) ? body : {};
  if (query.taskType ?? query.task_type) throw noQueue();
  if ('taskType' in sent && 'message' in sent)
    throw new InvalidError('either a message or a taskType is expected, not both', undefined, 'ambiguous');
  if ('taskType' in sent) throw noQueue();
  if (typeof sent.message !== 'string')
    throw new InvalidError('a message or a taskType is expected', FORMS, 'neither');
  if (actor.credential === 'anonymous') throw new UnauthenticatedError();
  return toAgentTask(sent);
}

function toAgentTask(sent: Record<string, unknown>): TaskCreation {
  try {
    const { message, enabledCategories, context } = parseWire(TaskCreateDto, sent);
    return { message, enabledCategories: enabledCategories ?? undefined, context: context ?? undefined };
  } catch (error) {
    // Its own document answers 400 where the others answer 422.
    if (!(error instanceof InvalidError)) throw error;
    throw new InvalidError(error.message, error.details.fields, 'malformed');
  }
}

const noQueue = (): InvalidError =>
  new InvalidError(
    'this installation does not take queue tasks yet',
    { taskType: 'cannot be handled here; send a message for an agent task' },
    'unsupported_kind',
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

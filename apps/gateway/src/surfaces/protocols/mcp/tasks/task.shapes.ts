import { z } from 'zod';
import { count, id, time } from '../catalog/fields';
import type { Task, Turn } from '@muster/tasks';
import { CitationShape, toCitation, UnsupportedShape } from '../documents/citation.shape';

export const TASK_ID = id('Id of a task');

export const TaskShape = z.object({
  id: id(),
  title: z.string(),
  description: z.string(),
  request: z.string(),
  phase: z.enum(['created', 'idle', 'running', 'awaiting_input', 'completed', 'failed', 'cancelled']),
  error: z.string().nullable(),
  created_at: time(),
});

export const StepShape = z.object({
  id: id(),
  number: count().describe('From 0'),
  action: z.string().describe('What the agent did'),
  is_final: z.boolean().describe('The agent expects the task to be done with this'),
  status: z.enum(['SUCCESS', 'FAILURE', 'AWAITING_INPUT', 'IN_PROGRESS']),
  summary: z.string(),
  message: z.string().nullable().describe('For the person'),
  error: z.string().nullable(),
  asks_for: z.record(z.string(), z.string()).nullable().describe('What `state_data` is to give, by field'),
  citations: z.array(CitationShape),
  unsupported: UnsupportedShape,
  files: z.array(z.string()).describe('Names of the files of the task'),
});

export const StepsShape = z.object({ task: TaskShape, steps: z.array(StepShape) });

export const toTask = (task: Task): z.infer<typeof TaskShape> => ({
  id: task.id,
  title: task.title,
  description: task.description,
  request: task.request,
  phase: task.phase,
  error: task.error,
  created_at: task.created.toISOString(),
});

export const toStep = ({ id, index, action, result, files }: Turn): z.infer<typeof StepShape> => ({
  id,
  number: index,
  action: action.name,
  is_final: action.final,
  status: result.status,
  summary: result.summary,
  message: result.message,
  error: result.error,
  asks_for: result.stateData,
  citations: result.citations.map(toCitation),
  unsupported: result.unsupported ?? [],
  files: files.map(({ filename }) => filename),
});

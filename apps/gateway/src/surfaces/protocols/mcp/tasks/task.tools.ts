import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { TasksService, TaskStepsService } from '@muster/tasks';
import type { Feature, FeatureSource } from '../catalog/feature';
import { tool } from '../catalog/tool';
import { withSources } from '../documents/citation.shape';
import { StepShape, StepsShape, TASK_ID, TaskShape, toStep, toTask } from './task.shapes';

const TEXT = z.string().max(32_000);

/** Tasks, driven one step per call. */
@Injectable()
export class TaskTools implements FeatureSource {
  constructor(
    private readonly tasks: TasksService,
    private readonly steps: TaskStepsService,
  ) {}

  features(): Feature[] {
    return [this.create(), this.step(), this.list()];
  }

  private create() {
    return tool({
      name: 'create_task',
      title: 'Create a task',
      description: 'Creates a task for an agent. Nothing happens before run_step.',
      permission: 'tasks:write',
      effect: 'adds',
      input: z.object({
        message: TEXT.min(1).describe('What the agent is to do'),
        context: z.record(z.string(), z.string()).optional().describe('Shown to the agent'),
      }),
      output: TaskShape,
      run: async (creation, { actor }) => toTask(await this.tasks.create(actor, creation)),
    });
  }

  private step() {
    return tool({
      name: 'run_step',
      title: 'Run one step of a task',
      description:
        'Has the agent take exactly one step and answers with it. Go on until `is_final`; a step with status AWAITING_INPUT goes ' +
        'on when `state_data` gives what it asks for. A step that was begun ends even when this call is cancelled: list_steps.',
      permission: 'tasks:write',
      effect: 'adds',
      audit: 'step.create',
      input: z.object({
        task_id: TASK_ID,
        message: TEXT.optional().describe('What is new; none: go on'),
        state_data: z.record(z.string(), TEXT).optional().describe('Answers to what was asked, by field'),
      }),
      output: StepShape,
      run: async ({ task_id: id, message, state_data: stateData }, { actor }) =>
        toStep(await this.steps.step(actor, id, { message, stateData })),
      text: (step) => withSources(step.message ?? step.error ?? step.summary, step.citations),
    });
  }

  private list() {
    return tool({
      name: 'list_steps',
      title: 'List the steps of a task',
      description: 'What a task has done so far, oldest first, and how it stands.',
      permission: 'tasks:read',
      effect: 'reads',
      input: z.object({ task_id: TASK_ID }),
      output: StepsShape,
      run: async ({ task_id: id }, { actor }) => {
        const turns = await this.tasks.turns(actor, id);
        return { task: toTask(await this.tasks.get(actor, id)), steps: turns.map(toStep) };
      },
    });
  }
}

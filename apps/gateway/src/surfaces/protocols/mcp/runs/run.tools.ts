import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { id } from '../catalog/fields';
import { InvalidError } from '@muster/platform';
import { ApprovalsService, publicProgram, RUN_STATUSES, RunsService } from '@muster/runs';
import type { Feature, FeatureSource } from '../catalog/feature';
import { tool } from '../catalog/tool';
import {
  ApprovalShape,
  RUN_ID,
  RunDetailShape,
  RunPageShape,
  RunShape,
  toApproval,
  toRun,
  toRunPage,
} from './run.shapes';
import { RunDetail, scopeOf } from './run-detail';

const TEXT = z.string().min(1).max(32_000);

/** Starting, watching and steering the caller's runs. */
@Injectable()
export class RunTools implements FeatureSource {
  constructor(
    private readonly runs: RunsService,
    private readonly approvals: ApprovalsService,
    private readonly details: RunDetail,
  ) {}

  features(): Feature[] {
    return [this.list(), this.get(), this.start(), this.send(), this.cancel(), this.decide()];
  }

  private list() {
    return tool({
      name: 'list_runs',
      title: 'List runs',
      description:
        'Everything that was executed or is: runs of agents, chains and tasks, newest first, page by page.',
      permission: 'runs:read',
      effect: 'reads',
      input: z.object({
        status: z.enum(RUN_STATUSES).optional(),
        program: z.string().max(64).optional().describe('`agent`, `chain`, `step-task`'),
        limit: z.int().min(1).max(100).default(20),
        cursor: z.string().max(200).optional().describe('`next_cursor` of the page before'),
      }),
      output: RunPageShape,
      run: async (filter, { actor }) => toRunPage(await this.runs.list(scopeOf(actor), filter)),
    });
  }

  private get() {
    return tool({
      name: 'get_run',
      title: 'Get a run',
      description: 'How a run stands: status, steps, output, cost, and the approvals it waits for.',
      permission: 'runs:read',
      effect: 'reads',
      input: z.object({ run_id: RUN_ID }),
      output: RunDetailShape,
      run: ({ run_id: id }, { actor }) => this.details.of(actor, id),
    });
  }

  private start() {
    return tool({
      name: 'start_run',
      title: 'Start a run',
      description:
        'Starts a run in the background and answers at once. `request` is for an agent that works on its own until it has ' +
        'answered; `prompts` is for a chain, asked one after another. Give exactly one of the two. get_run tells how it stands.',
      permission: 'runs:write',
      effect: 'adds',
      audit: 'run.create',
      input: z.object({
        request: TEXT.optional().describe('What an agent is to do'),
        prompts: z.array(TEXT).min(1).max(50).optional().describe('What a chain asks'),
        title: z.string().max(200).optional(),
        model: z.string().max(200).optional().describe('`provider/model`'),
        budget_usd: z.number().min(0).max(1_000_000).optional().describe('Ceiling of the run'),
      }),
      output: RunShape,
      run: async ({ request, prompts, title, model, budget_usd: budgetUsd }, { actor }) => {
        if ((request === undefined) === (prompts === undefined))
          throw new InvalidError('give either a request or prompts');
        const input = prompts ? { prompts } : { request };
        const program = publicProgram(prompts ? 'chain' : 'agent');
        return toRun(await this.runs.start(actor, program, { input, title, model, budgetUsd }));
      },
    });
  }

  private send() {
    return tool({
      name: 'send_message',
      title: 'Say something to a run',
      description:
        'Answers what a run has asked (status `waiting`, waiting_for `input`), or tells it something on its way.',
      permission: 'runs:write',
      effect: 'adds',
      audit: 'run.message',
      input: z.object({ run_id: RUN_ID, message: TEXT }),
      output: RunShape,
      run: async ({ run_id: id, message }, { actor }) =>
        toRun(await this.runs.send(scopeOf(actor, 'write'), id, 'message', message)),
    });
  }

  private cancel() {
    return tool({
      name: 'cancel_run',
      title: 'Cancel a run',
      description: 'Ends a run and everything below it, for good.',
      permission: 'runs:write',
      effect: 'destroys',
      input: z.object({ run_id: RUN_ID, reason: z.string().max(500).optional() }),
      output: RunShape,
      run: async ({ run_id: id, reason }, { actor }) =>
        toRun(await this.runs.cancel(scopeOf(actor, 'write'), id, reason)),
    });
  }

  private decide() {
    return tool({
      name: 'decide_approval',
      title: 'Approve or reject',
      description:
        'Decides what a run waits for, once and for good: what is approved is done exactly as shown by get_run. Only on the ' +
        'word of the person who is responsible.',
      permission: 'runs:write',
      effect: 'destroys',
      input: z.object({
        approval_id: id('Id of an approval, from get_run'),
        approved: z.boolean(),
        note: z.string().max(2_000).optional(),
      }),
      output: ApprovalShape,
      run: async ({ approval_id: id, ...decision }, { actor }) =>
        toApproval(await this.approvals.decide(scopeOf(actor, 'write'), actor.userId, id, decision)),
    });
  }
}

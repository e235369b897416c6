import { UsageService } from '@muster/models';
import { Hinter } from '@muster/platform';
import type { Program } from '@muster/runs';
import { ModelSteps } from '../models/model-steps';
import { Summaries } from '../turns/summaries';
import { TurnTaker } from '../turns/turn-taker';
import { agent } from './agent';
import { agentTask } from './agent-task';
import { chain } from './chain';
import { stepTask } from './step-task';

/** Everything this app can run, with what the programs need. */
export const PROGRAMS = {
  inject: [TurnTaker, Summaries, ModelSteps, UsageService, Hinter],
  useFactory: (
    taker: TurnTaker,
    summaries: Summaries,
    models: ModelSteps,
    usage: UsageService,
    hinter: Hinter,
  ): Program[] => [
    stepTask(taker, summaries),
    agent(taker),
    agentTask(taker, usage, () => {
      hinter.hint('tasks.moved', {});
    }),
    chain(models),
  ],
};

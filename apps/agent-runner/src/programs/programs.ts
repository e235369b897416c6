import type { Program } from '@muster/runs';
import { ModelSteps } from '../models/model-steps';
import { Summaries } from '../turns/summaries';
import { TurnTaker } from '../turns/turn-taker';
import { agent } from './agent';
import { chain } from './chain';
import { stepTask } from './step-task';

/** Everything this app can run, with what the programs need. */
export const PROGRAMS = {
  inject: [TurnTaker, Summaries, ModelSteps],
  useFactory: (taker: TurnTaker, summaries: Summaries, models: ModelSteps): Program[] => [
    stepTask(taker, summaries),
    agent(taker),
    chain(models),
  ],
};

import { DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserFactsModule } from '@muster/identity';
import { Approval } from './approvals/approval.entity';
import { ApprovalRequests } from './approvals/approval-requests';
import { ApprovalsService } from './approvals/approvals.service';
import { Budgets } from './commit/budgets';
import { Children } from './engine/children';
import { Claims } from './commit/claims';
import { EnginePorts } from './engine/engine-ports';
import { RunEngine } from './engine/engine.service';
import { type Program, Programs } from './engine/program';
import { ReplaysService } from './replay/replays.service';
import { RunExits } from './engine/run-exits';
import { RunWriter } from './commit/run-writer';
import { RunnerLifecycle } from './engine/runner.lifecycle';
import { RunsListener, RunsProcessor } from './engine/runs.processor';
import { ForksService } from './forks/forks.service';
import { ReplayRequests } from './replay/replay-requests';
import { Cancellations } from './run/cancellations';
import { Run } from './run/run.entity';
import { RunStore } from './run/run-store';
import { RunsService } from './run/runs.service';
import { RunsWithin } from './run/runs-within';
import { Step } from './steps/step.entity';
import { StepsService } from './steps/steps.service';
import { ShutOuts } from './workers/shut-outs';
import { Sweep } from './workers/sweep';
import { WorkerLease } from './workers/worker-lease';

/** Runs for those who start, watch and steer them. */
@Module({
  imports: [TypeOrmModule.forFeature([Run, Step, Approval]), UserFactsModule],
  providers: [
    Cancellations,
    RunStore,
    RunsService,
    RunsWithin,
    StepsService,
    ForksService,
    ReplayRequests,
    ApprovalsService,
  ],
  exports: [
    UserFactsModule,
    Cancellations,
    RunStore,
    RunsService,
    RunsWithin,
    StepsService,
    ForksService,
    ReplayRequests,
    ApprovalsService,
  ],
})
export class RunsModule {}

const ENGINE = [
  Budgets,
  Children,
  Claims,
  EnginePorts,
  RunExits,
  RunWriter,
  ApprovalRequests,
  WorkerLease,
  ShutOuts,
  Sweep,
];

/** Runs for a process that executes them. `programs` gives the factory its dependencies by injection. */
@Module({})
export class RunEngineModule {
  static forRoot(programs: {
    imports: DynamicModule['imports'];
    inject: (abstract new (...args: never[]) => unknown)[];
    useFactory: (...dependencies: never[]) => Program[];
  }): DynamicModule {
    const { imports = [], inject, useFactory } = programs;
    const registry = {
      provide: Programs,
      inject,
      useFactory: (...dependencies: never[]) => new Programs(useFactory(...dependencies)),
    };
    return {
      module: RunEngineModule,
      imports: [RunsModule, ...imports],
      controllers: [RunsListener],
      providers: [...ENGINE, registry, RunEngine, ReplaysService, RunsProcessor, RunnerLifecycle],
      exports: [RunEngine, Programs],
    };
  }
}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ModelsModule } from '@muster/models';
import { OrgEventsModule } from '@muster/runs';
import { AgentPolicy } from './agent.policy';
import { AgentModels } from './agents/agent-models';
import { Agent } from './agents/agent.entity';
import { AgentsService } from './agents/agents.service';
import { Heartbeats } from './workers/heartbeats.service';
import { WorkerWatch } from './workers/worker-watch';
import { AgentWorker } from './workers/worker.entity';
import { WorkersService } from './workers/workers.service';

/** Agents and workers for those who speak with them. Needs the database, the transport and `ModelSettings`. */
@Module({
  imports: [TypeOrmModule.forFeature([Agent, AgentWorker]), OrgEventsModule, ModelsModule],
  providers: [AgentPolicy, AgentModels, AgentsService, WorkersService, Heartbeats],
  exports: [AgentPolicy, AgentsService, WorkersService, Heartbeats],
})
export class AgentsModule {}

/** For the app that watches over workers. Needs the database and the transport. */
@Module({
  imports: [TypeOrmModule.forFeature([Agent, AgentWorker]), OrgEventsModule],
  providers: [WorkerWatch],
})
export class WorkerWatchModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrgEventsModule } from '@muster/runs';
import { AgentPolicy } from './agent.policy';
import { Agent } from './agents/agent.entity';
import { Heartbeats } from './workers/heartbeats.service';
import { WorkerWatch } from './workers/worker-watch';
import { AgentWorker } from './workers/worker.entity';
import { WorkersService } from './workers/workers.service';

/** Agents and workers for those who speak with them. Needs the database and the transport. */
@Module({
  imports: [TypeOrmModule.forFeature([Agent, AgentWorker]), OrgEventsModule],
  providers: [AgentPolicy, WorkersService, Heartbeats],
  exports: [AgentPolicy, WorkersService, Heartbeats],
})
export class AgentsModule {}

/** For the app that watches over workers. Needs the database and the transport. */
@Module({
  imports: [TypeOrmModule.forFeature([Agent, AgentWorker]), OrgEventsModule],
  providers: [WorkerWatch],
})
export class WorkerWatchModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrgEventsModule, RunsModule } from '@muster/runs';
import { Agent } from '../agents/agent.entity';
import { AgentWorker } from '../workers/worker.entity';
import { AgentTask } from './agent-task.entity';
import { AgentTasksService } from './agent-tasks.service';
import { TaskDesks } from './changes/task-desks';
import { Attempts } from './scheduling/attempts';
import { Ends } from './scheduling/ends';
import { HandOut } from './scheduling/hand-out';
import { FollowAgents } from './scheduling/follow-agents';
import { TaskHints } from './scheduling/task-hints';
import { TaskSweep } from './scheduling/task-sweep';
import { TaskPolicy } from './task-policy';
import { WorkerTasks } from './worker-tasks';

/** Tasks of agents for those who give and steer them. Needs the database, the queue and the transport. */
@Module({
  imports: [TypeOrmModule.forFeature([AgentWorker, Agent, AgentTask]), OrgEventsModule, RunsModule],
  providers: [TaskPolicy, TaskDesks, AgentTasksService, WorkerTasks],
  exports: [TaskPolicy, TaskDesks, AgentTasksService, WorkerTasks],
})
export class AgentTasksModule {}

/** For the app that hands tasks out and executes them. */
@Module({
  imports: [AgentTasksModule],
  controllers: [TaskHints],
  providers: [Ends, FollowAgents, HandOut, Attempts, TaskSweep],
  exports: [AgentTasksModule],
})
export class TaskSchedulingModule {}

import {
  type AgentWorker,
  type Heartbeat,
  REPORTED_STATUSES,
  type ReportedStatus,
  type Standing,
  WORKER_STATUSES,
  type WorkerOverview,
  type WorkerRegistration,
  type WorkerStatus,
} from '@muster/agents';
import {
  BooleanField,
  DateField,
  EnumField,
  IntField,
  JsonField,
  NumberField,
  StringField,
  UuidField,
} from '@muster/platform';
import { ListQueryDto } from '../lists/list.dto';

const VERSION = { max: 100, optional: true };
const PERCENT = { min: 0, max: 100, optional: true, default: 0 };

export class WorkerRegisterDto {
  @StringField({ min: 1, max: 255, trim: true, about: 'By which it is known when it comes again' })
  name: string;
  @StringField({ min: 1, max: 255, trim: true }) hostname: string;
  @StringField({ min: 1, max: 64, trim: true }) ip_address: string;
  @IntField({
    min: 1,
    max: 1_000,
    optional: true,
    about: 'How many agents it takes; left out, what the setting `general.max_agents_per_worker` says',
  })
  max_agents?: number;
  @IntField({ min: 0, max: 100_000, optional: true }) cpu_cores?: number;
  @IntField({ min: 0, max: 1_000_000_000, optional: true }) memory_total_mb?: number;
  @JsonField({ optional: true }) os_info?: object;
  @JsonField({ optional: true }) capabilities?: object;
  @StringField(VERSION) version?: string;
  @StringField(VERSION) docker_version?: string;
}

export class WorkerHeartbeatDto {
  @NumberField(PERCENT) cpu_usage_percent?: number;
  @NumberField(PERCENT) memory_usage_percent?: number;
  @NumberField(PERCENT) disk_usage_percent?: number;
  @EnumField(REPORTED_STATUSES, {
    optional: true,
    default: 'online',
    about: 'One in `error` or `maintenance` is alive and takes no work',
  })
  status?: ReportedStatus;
}

export class WorkerTasksQueryDto extends ListQueryDto {
  @IntField({ min: 1, max: 200, optional: true, default: 10 }) override limit = 10;
}

export class WorkerHeardDto {
  @EnumField(WORKER_STATUSES) status: WorkerStatus;
  @BooleanField() is_approved: boolean;
  @IntField({ about: 'Tasks of its agents that it has to fetch' }) pending_tasks: number;
  @DateField() server_time: Date;
}

export class WorkerDto {
  @UuidField() id: string;
  @StringField() name: string;
  @StringField() hostname: string;
  @StringField({ about: 'As it says itself' }) ip_address: string;
  @EnumField(WORKER_STATUSES) status: WorkerStatus;
  @BooleanField() is_approved: boolean;
  @StringField({ nullable: true }) group: string | null;
  @IntField() max_agents: number;
  @IntField() cpu_cores: number;
  @IntField() memory_total_mb: number;
  @NumberField() cpu_usage_percent: number;
  @NumberField() memory_usage_percent: number;
  @NumberField() disk_usage_percent: number;
  @DateField({ nullable: true }) last_heartbeat: Date | null;
  @JsonField() os_info: object;
  @StringField({ nullable: true }) version: string | null;
  @StringField({ nullable: true }) docker_version: string | null;
  @JsonField() capabilities: object;
  @IntField({ about: 'Agents that are assigned to it' }) agent_count: number;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class WorkerOverviewDto {
  @IntField() total_workers: number;
  @IntField() online_workers: number;
  @IntField() offline_workers: number;
  @IntField() pending_workers: number;
  @IntField({ about: 'This, and what follows, of the workers that are online' }) total_cpu_cores: number;
  @IntField() total_memory_mb: number;
  @IntField() total_active_agents: number;
  @NumberField() avg_cpu_percent: number;
  @NumberField() avg_memory_percent: number;
}

export const toRegistration = (body: WorkerRegisterDto): WorkerRegistration => ({
  name: body.name,
  hostname: body.hostname,
  ipAddress: body.ip_address,
  maxAgents: body.max_agents ?? undefined,
  cpuCores: body.cpu_cores ?? undefined,
  memoryTotalMb: body.memory_total_mb ?? undefined,
  osInfo: body.os_info ?? undefined,
  capabilities: body.capabilities ?? undefined,
  version: body.version ?? undefined,
  dockerVersion: body.docker_version ?? undefined,
});

export const toHeartbeat = (body: WorkerHeartbeatDto): Heartbeat => ({
  cpuUsagePercent: body.cpu_usage_percent ?? 0,
  memoryUsagePercent: body.memory_usage_percent ?? 0,
  diskUsagePercent: body.disk_usage_percent ?? 0,
  status: body.status ?? 'online',
});

export const toHeardDto = ({ status, isApproved }: Standing, pendingTasks: number): WorkerHeardDto => ({
  status,
  is_approved: isApproved,
  pending_tasks: isApproved ? pendingTasks : 0,
  server_time: new Date(),
});

export const toWorkerDto = (worker: AgentWorker): WorkerDto => ({
  id: worker.id,
  name: worker.name,
  hostname: worker.hostname,
  ip_address: worker.ipAddress,
  status: worker.status,
  is_approved: worker.isApproved,
  group: worker.group,
  max_agents: worker.maxAgents,
  cpu_cores: worker.cpuCores,
  memory_total_mb: worker.memoryTotalMb,
  cpu_usage_percent: worker.cpuUsagePercent,
  memory_usage_percent: worker.memoryUsagePercent,
  disk_usage_percent: worker.diskUsagePercent,
  last_heartbeat: worker.lastHeartbeatAt,
  os_info: worker.osInfo,
  version: worker.version,
  docker_version: worker.dockerVersion,
  capabilities: worker.capabilities,
  agent_count: worker.agentCount,
  created_at: worker.createdAt,
  updated_at: worker.updatedAt,
});

export const toOverviewDto = (overview: WorkerOverview): WorkerOverviewDto => ({
  total_workers: overview.total,
  online_workers: overview.online,
  offline_workers: overview.offline,
  pending_workers: overview.pending,
  total_cpu_cores: overview.cpuCores,
  total_memory_mb: overview.memoryMb,
  total_active_agents: overview.activeAgents,
  avg_cpu_percent: overview.averageCpuPercent,
  avg_memory_percent: overview.averageMemoryPercent,
});

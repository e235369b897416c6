import { BullModule, BullRootModuleOptions, getQueueToken } from '@nestjs/bull';
import {
  DynamicModule,
  Global,
  Inject,
  Module,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, ModuleRef, Reflector } from '@nestjs/core';
import type { Queue } from 'bull';
import type { JobDefinition } from '@muster/contracts';
import { PlatformSettings } from '../config/platform.settings';
import { BullConnections } from './bull-connections';
import { HANDLED_JOB } from './handles-job.decorator';
import { Jobs } from './jobs.service';

/**
 * Bull's own liveness is set generously: whether a worker is alive is decided by the lease in Postgres, so a
 * stalled Bull job may never fail the work it stands for.
 */
const bullOptions = (
  { redisPrefix }: PlatformSettings,
  connections: BullConnections,
): BullRootModuleOptions => ({
  prefix: `${redisPrefix}:bull`,
  createClient: (role) => connections.create(role),
  settings: { lockDuration: 30_000, stalledInterval: 5_000, maxStalledCount: 1_000 },
});

interface AppJobs {
  sends?: JobDefinition<object>[];
  handles?: JobDefinition<object>[];
}

const APP_JOBS = Symbol('jobs of this app');

const queuesOf = ({ sends = [], handles = [] }: AppJobs): string[] => [
  ...new Set([...sends, ...handles].map(({ queue }) => queue)),
];

@Global()
@Module({ providers: [BullConnections], exports: [BullConnections] })
class BullConnectionsModule {}

/**
 * `forRoot({ sends, handles })` names the jobs an app puts on queues and those it executes. The boot fails
 * unless every handled job has exactly one `@HandlesJob` method and no other job has any.
 */
@Global()
@Module({ imports: [DiscoveryModule] })
export class QueueModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly connections: BullConnections,
    @Inject(APP_JOBS) private readonly jobs: AppJobs,
  ) {}

  static forRoot(jobs: AppJobs): DynamicModule {
    const registered = queuesOf(jobs).map((name) => BullModule.registerQueue({ name }));
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          imports: [BullConnectionsModule],
          inject: [PlatformSettings, BullConnections],
          useFactory: bullOptions,
        }),
        ...registered,
      ],
      providers: [Jobs, { provide: APP_JOBS, useValue: jobs }],
      exports: [Jobs, ...registered],
    };
  }

  onApplicationBootstrap(): void {
    const found = this.discovery
      .getProviders()
      .flatMap(({ instance, metatype }) =>
        instance && metatype && Object.getPrototypeOf(instance) !== Object.prototype
          ? this.jobsOf(instance as object)
          : [],
      );
    const wanted = (this.jobs.handles ?? []).map(({ queue, name }) => `${queue}/${name}`);
    const wrong = [...new Set([...found, ...wanted])].filter(
      (job) => !wanted.includes(job) || found.filter((other) => other === job).length !== 1,
    );
    if (wrong.length > 0)
      throw new Error(`jobs without exactly one handler in the app that claims them: ${wrong.join(', ')}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const queues = queuesOf(this.jobs).map((name) =>
      this.modules.get<Queue>(getQueueToken(name), { strict: false }),
    );
    await Promise.all(queues.map((queue) => queue.close()));
    this.connections.close();
  }

  private jobsOf(instance: object): string[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const job = this.reflector.get<string | undefined>(HANDLED_JOB, prototype[method] as () => unknown);
      return job ? [job] : [];
    });
  }
}

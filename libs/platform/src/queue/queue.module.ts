import { BullModule, BullRootModuleOptions } from '@nestjs/bull';
import { DynamicModule, Global, Module, OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { JobDefinition } from '@muster/contracts';
import { PlatformSettings } from '../config/platform.settings';
import { HANDLED_JOB } from './handles-job.decorator';
import { Jobs } from './jobs.service';
import { bullClient } from './redis-client';

/**
 * Bull's own liveness is set generously: whether a worker is alive is decided by the lease in Postgres, so a
 * stalled Bull job may never fail the work it stands for.
 */
const bullOptions = ({ redisUrl, redisPrefix }: PlatformSettings): BullRootModuleOptions => ({
  prefix: `${redisPrefix}:bull`,
  createClient: (role) => bullClient(redisUrl, role),
  settings: { lockDuration: 30_000, stalledInterval: 5_000, maxStalledCount: 1_000 },
});

/**
 * `forRoot({ sends, handles })` names the jobs an app puts on queues and those it executes. The boot fails
 * unless every handled job has exactly one `@HandlesJob` method and no other job has any.
 */
@Global()
@Module({ imports: [DiscoveryModule] })
export class QueueModule implements OnApplicationBootstrap {
  private static handled: JobDefinition<object>[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  static forRoot(jobs: {
    sends?: JobDefinition<object>[];
    handles?: JobDefinition<object>[];
  }): DynamicModule {
    QueueModule.handled = jobs.handles ?? [];
    const queues = new Set([...(jobs.sends ?? []), ...QueueModule.handled].map(({ queue }) => queue));
    const registered = [...queues].map((name) => BullModule.registerQueue({ name }));
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({ inject: [PlatformSettings], useFactory: bullOptions }),
        ...registered,
      ],
      providers: [Jobs],
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
    const wanted = QueueModule.handled.map(({ queue, name }) => `${queue}/${name}`);
    const wrong = [...new Set([...found, ...wanted])].filter(
      (job) => !wanted.includes(job) || found.filter((other) => other === job).length !== 1,
    );
    if (wrong.length > 0)
      throw new Error(`jobs without exactly one handler in the app that claims them: ${wrong.join(', ')}`);
  }

  private jobsOf(instance: object): string[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const job = this.reflector.get<string | undefined>(HANDLED_JOB, prototype[method] as () => unknown);
      return job ? [job] : [];
    });
  }
}

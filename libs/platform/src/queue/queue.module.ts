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
import type Redis from 'ioredis';
import type { JobDefinition } from '@muster/contracts';
import { PlatformSettings } from '../config/platform.settings';
import { HANDLED_JOB } from './handles-job.decorator';
import { Jobs } from './jobs.service';
import { bullClient } from './redis-client';

/**
 * Bull's own liveness is set generously: whether a worker is alive is decided by the lease in Postgres, so a
 * stalled Bull job may never fail the work it stands for.
 */
const bullOptions = (
  { redisUrl, redisPrefix }: PlatformSettings,
  connections: Redis[],
): BullRootModuleOptions => ({
  prefix: `${redisPrefix}:bull`,
  createClient: (role) => {
    const client = bullClient(redisUrl, role);
    connections.push(client);
    return client;
  },
  settings: { lockDuration: 30_000, stalledInterval: 5_000, maxStalledCount: 1_000 },
});

const OPENED = Symbol('queues and their connections');

/** Bull closes only the connections that it made itself; those that it was given are ours to close. */
interface Opened {
  queues: string[];
  connections: Redis[];
}

/**
 * `forRoot({ sends, handles })` names the jobs an app puts on queues and those it executes. The boot fails
 * unless every handled job has exactly one `@HandlesJob` method and no other job has any.
 */
@Global()
@Module({ imports: [DiscoveryModule] })
export class QueueModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private static handled: JobDefinition<object>[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    @Inject(OPENED) private readonly opened: Opened,
  ) {}

  static forRoot(jobs: {
    sends?: JobDefinition<object>[];
    handles?: JobDefinition<object>[];
  }): DynamicModule {
    QueueModule.handled = jobs.handles ?? [];
    const queues = [...new Set([...(jobs.sends ?? []), ...QueueModule.handled].map(({ queue }) => queue))];
    const registered = queues.map((name) => BullModule.registerQueue({ name }));
    const connections: Redis[] = [];
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          inject: [PlatformSettings],
          useFactory: (settings: PlatformSettings) => bullOptions(settings, connections),
        }),
        ...registered,
      ],
      providers: [Jobs, { provide: OPENED, useValue: { queues, connections } }],
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

  async onApplicationShutdown(): Promise<void> {
    const queues = this.opened.queues.map((name) =>
      this.modules.get<Queue>(getQueueToken(name), { strict: false }),
    );
    await Promise.all(queues.map((queue) => queue.close()));
    for (const connection of this.opened.connections) connection.disconnect();
  }

  private jobsOf(instance: object): string[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const job = this.reflector.get<string | undefined>(HANDLED_JOB, prototype[method] as () => unknown);
      return job ? [job] : [];
    });
  }
}

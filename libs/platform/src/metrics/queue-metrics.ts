import { getQueueToken } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Queue } from 'bull';
import { setTimeout as wait } from 'node:timers/promises';
import { Metrics, Sample } from './metrics';

/** A scrape must not hang on Redis: past this, the family is empty for once. */
const DEADLINE_MS = 1_000;

/** What the token of every queue begins with. */
const QUEUE_TOKEN = getQueueToken('-').slice(0, -1);

/** Depth of every queue this app has registered, by state: what runners are scaled by. */
@Injectable()
export class QueueMetrics {
  constructor(
    metrics: Metrics,
    private readonly discovery: DiscoveryService,
  ) {
    metrics.family({
      name: 'muster_queue_jobs',
      help: 'Jobs on a queue, by state',
      type: 'gauge',
      values: () => this.depths(),
    });
  }

  private async depths(): Promise<Sample[]> {
    const late = wait(DEADLINE_MS, undefined, { ref: false }).then((): Sample[] => []);
    const counted = Promise.all(this.queues().map(depthsOf)).then((samples) => samples.flat());
    return Promise.race([counted, late]).catch(() => []);
  }

  private queues(): Queue[] {
    return this.discovery
      .getProviders()
      .filter(({ token, instance }) => instance && String(token).startsWith(QUEUE_TOKEN))
      .map(({ instance }) => instance as Queue);
  }
}

async function depthsOf(queue: Queue): Promise<Sample[]> {
  const counts = await queue.getJobCounts();
  return (['waiting', 'active', 'delayed'] as const).map((state) => ({
    labels: { queue: queue.name, state },
    value: counts[state],
  }));
}

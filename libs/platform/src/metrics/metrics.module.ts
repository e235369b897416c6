import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Metrics } from './metrics';
import { QueueMetrics } from './queue-metrics';

@Global()
@Module({ imports: [DiscoveryModule], providers: [Metrics, QueueMetrics], exports: [Metrics] })
export class MetricsModule {}

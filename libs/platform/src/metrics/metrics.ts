import { Injectable } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  CounterConfiguration,
  Gauge,
  GaugeConfiguration,
  Histogram,
  HistogramConfiguration,
  Registry,
} from 'prom-client';

/** One family in the exposition, for what keeps its own numbers and only writes them out when asked. */
export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  values: () => Sample[] | Promise<Sample[]>;
}

export interface Sample {
  labels: Record<string, string | number>;
  value: number;
  /** When it differs from the family's: `name_bucket`. */
  metricName?: string;
}

type Config<C> = Omit<C, 'registers'>;

const OPEN_METRICS = 'application/openmetrics-text';

/** The Prometheus registry of one app. Asking for a metric that exists already answers that one. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string>(config: Config<CounterConfiguration<L>>): Counter<L> {
    return this.known<Counter<L>>(config.name) ?? new Counter({ ...config, registers: [this.registry] });
  }

  gauge<L extends string>(config: Config<GaugeConfiguration<L>>): Gauge<L> {
    return this.known<Gauge<L>>(config.name) ?? new Gauge({ ...config, registers: [this.registry] });
  }

  histogram<L extends string>(config: Config<HistogramConfiguration<L>>): Histogram<L> {
    return this.known<Histogram<L>>(config.name) ?? new Histogram({ ...config, registers: [this.registry] });
  }

  family({ values, ...family }: Family): void {
    const metric = { ...family, get: async () => ({ ...family, values: await values() }) };
    this.registry.registerMetric(metric as never);
  }

  /** The exposition in the format that an `Accept` header asks for. */
  async expose(accept = ''): Promise<{ type: string; text: string }> {
    const text = await this.registry.metrics();
    if (!accept.includes(OPEN_METRICS)) return { type: this.registry.contentType, text };
    return { type: `${OPEN_METRICS}; version=1.0.0; charset=utf-8`, text: toOpenMetrics(text) };
  }

  private known<T>(name: string): T | undefined {
    return this.registry.getSingleMetric(name) as T | undefined;
  }
}

/** OpenMetrics names a counter's family without `_total`, has no blank lines and says where it ends. */
const toOpenMetrics = (text: string): string =>
  `${text
    .replaceAll(/^# HELP (\S+) (.*)\n# TYPE \S+ counter$/gm, (_, name: string, help: string) => {
      const family = name.replace(/_total$/, '');
      return `# HELP ${family} ${help}\n# TYPE ${family} counter`;
    })
    .replaceAll(/\n{2,}/g, '\n')
    .trimEnd()}\n# EOF\n`;

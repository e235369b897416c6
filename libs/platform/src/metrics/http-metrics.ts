import { Injectable } from '@nestjs/common';
import { Metrics, Sample } from './metrics';

/** Where a request ended up, as far as labels go. */
interface Served {
  surface?: string;
  path?: string;
}

interface Series {
  labels: { surface: string; route: string; method: string };
  statuses: Map<number, number>;
  buckets: Uint32Array;
  sum: number;
  count: number;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

const UNMATCHED: Served = {};

/** Methods that nobody declared are one label, or a client could make as many series as it likes. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Requests by surface, route, method and status. Counted in place and written out only when asked: the generic
 * metrics hash their labels on each observation, which is felt at thousands of requests a second.
 */
@Injectable()
export class HttpMetrics {
  private readonly series = new Map<Served, Map<string, Series>>();

  constructor(metrics: Metrics) {
    metrics.family({
      name: 'http_requests_total',
      help: 'Requests answered',
      type: 'counter',
      values: () => this.all().flatMap(countSamples),
    });
    metrics.family({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer',
      type: 'histogram',
      values: () => this.all().flatMap(durationSamples),
    });
  }

  observe(served: Served | undefined, method: string, status: number, seconds: number): void {
    const series = this.seriesOf(served ?? UNMATCHED, METHODS.has(method) ? method : 'other');
    series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1);
    series.count += 1;
    series.sum += seconds;
    const bucket = SECONDS.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  private seriesOf(served: Served, method: string): Series {
    const known = this.series.get(served)?.get(method);
    if (known) return known;
    const { surface = 'none', path = 'unmatched' } = served;
    const fresh: Series = {
      labels: { surface, route: path, method },
      statuses: new Map(),
      buckets: new Uint32Array(SECONDS.length),
      sum: 0,
      count: 0,
    };
    this.series.set(served, (this.series.get(served) ?? new Map<string, Series>()).set(method, fresh));
    return fresh;
  }

  private all(): Series[] {
    return [...this.series.values()].flatMap((methods) => [...methods.values()]);
  }
}

const countSamples = ({ labels, statuses }: Series): Sample[] =>
  [...statuses].map(([status, value]) => ({ labels: { ...labels, status }, value }));

function durationSamples({ labels, buckets, sum, count }: Series): Sample[] {
  const name = 'http_request_duration_seconds';
  let below = 0;
  const bounded = SECONDS.map((le, index) => {
    below += buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  return [
    ...bounded,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

import { Agent, get } from 'node:http';
import { preciseNow, sseReader } from '../support/sse';
import type { SubscribeRequest, SubscribersReport } from './subscribers.messages';

/** Connections that are being opened at once. */
const OPENING = 50;

const agent = new Agent({ maxSockets: Infinity });
const report: SubscribersReport = { latencies: [], received: [], doubles: 0, cut: 0 };

/** Many readers of live streams in one process. Says `ready` when all are open, and the report when asked for it. */
async function subscribe({ url, headers, paths }: SubscribeRequest): Promise<void> {
  const waiting = [...paths.entries()];
  const open = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop())
      await follow(`${url}${next[1]}`, headers, next[0]);
  };
  await Promise.all(Array.from({ length: OPENING }, open));
  process.send?.({ ready: paths.length });
}

function follow(url: string, headers: Record<string, string>, index: number): Promise<void> {
  const seen = new Set<string>();
  report.received[index] = 0;
  const read = sseReader(({ id, data }) => {
    const now = preciseNow();
    if (seen.has(id)) {
      report.doubles += 1;
      return;
    }
    seen.add(id);
    report.received[index] = seen.size;
    const { created_at: createdAt } = JSON.parse(data) as { created_at: string };
    report.latencies.push(now - Date.parse(createdAt));
  });
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.on('data', read);
      response.on('error', () => undefined);
      response.once('close', () => (report.cut += 1));
      resolve();
    });
    request.once('error', reject);
  });
}

process.once('message', (request: SubscribeRequest) => {
  process.once('message', () => process.send?.(report, () => process.exit()));
  subscribe(request).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit());

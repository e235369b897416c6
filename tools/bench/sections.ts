import type { Section } from './section';
import { burst } from './sections/burst';
import { get } from './sections/get';
import { kill } from './sections/kill';
import { latency } from './sections/latency';
import { memory, memoryAfterLoad } from './sections/memory';
import { pdf } from './sections/pdf';
import { peers } from './sections/peers';
import { sse } from './sections/sse';

/** In the order in which they run: memory while nothing has happened yet, and once more at the end. */
export const SECTIONS = {
  memory,
  burst,
  peers,
  latency,
  kill,
  get,
  sse,
  pdf,
  'memory-after-load': memoryAfterLoad,
} satisfies Record<string, Section>;

export type SectionName = keyof typeof SECTIONS;

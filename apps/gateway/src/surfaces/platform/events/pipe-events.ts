import type { Response } from 'express';
import { SseStream } from '@muster/platform';
import type { EventSink } from '@muster/runs';
import { toFrame } from './events.dto';

/**
 * Answers with a stream of what `follow` hands over. The stream opens only after `follow` has accepted the
 * caller, so that a refusal is still an ordinary error.
 */
export async function pipeEvents(
  response: Response,
  follow: (sink: EventSink) => Promise<() => void>,
): Promise<void> {
  let stream: SseStream | undefined;
  const early: string[] = [];
  const leave = await follow((event, id) => {
    const frame = toFrame(event, id);
    return stream ? stream.write(frame) : early.push(frame) > 0;
  });
  stream = new SseStream(response);
  stream.onEnd(leave);
  for (const frame of early) stream.write(frame);
}

import type { Response } from 'express';
import { SseStream } from '@muster/platform';
import type { EventSink, FeedEvent } from '@muster/runs';

/**
 * Answers with a stream of what `follow` hands over. The stream opens only after `follow` has accepted the
 * caller, so that a refusal is still an ordinary error.
 */
export async function pipeEvents<E extends FeedEvent>(
  response: Response,
  toFrame: (event: E, id: string) => string,
  follow: (sink: EventSink<E>) => Promise<() => void>,
): Promise<SseStream> {
  const pipe = new EventPipe();
  const leave = await follow((event, id) => pipe.take(toFrame(event, id)));
  return pipe.open(new SseStream(response), leave);
}

/** Keeps what comes before the stream stands. */
class EventPipe {
  private early: string[] = [];
  private stream?: SseStream;

  take(frame: string): boolean {
    return this.stream ? this.stream.write(frame) : this.early.push(frame) > 0;
  }

  open(stream: SseStream, leave: () => void): SseStream {
    this.stream = stream;
    stream.onEnd(leave);
    for (const frame of this.early) stream.write(frame);
    this.early = [];
    return stream;
  }
}

import type { Response } from 'express';

const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for one slow client before it is cut; it can come back with its last event id. */
const MAX_BACKLOG = 1024 * 1024;

const open = new Set<SseStream>();
const byResponse = new WeakMap<Response, SseStream>();
let heart: NodeJS.Timeout | undefined;

/** One timer for all streams of the process. */
function beat(): void {
  for (const stream of open) stream.write(': heartbeat\n\n');
}

/** The answer to one `text/event-stream` request. Ends with the client, or when the client falls too far behind. */
export class SseStream {
  private readonly closers: (() => void)[] = [];

  constructor(private readonly response: Response) {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.socket?.setNoDelay(true);
    // Tells the client, and every proxy between, that the stream stands before the first event comes.
    response.write(': open\n\n');
    open.add(this);
    byResponse.set(response, this);
    heart ??= setInterval(beat, HEARTBEAT_MS).unref();
    response.once('close', () => {
      this.end();
    });
  }

  /** Called once, whoever ends the stream. */
  onEnd(closer: () => void): void {
    if (open.has(this)) this.closers.push(closer);
    else closer();
  }

  /** False: the client is gone or too slow, and the stream has been cut. */
  write(frame: string): boolean {
    if (!open.has(this)) return false;
    if (this.response.writableLength > MAX_BACKLOG) {
      this.response.destroy();
      this.end();
      return false;
    }
    this.response.write(frame);
    return true;
  }

  end(): void {
    if (!open.delete(this)) return;
    for (const closer of this.closers) closer();
    this.response.end();
    if (open.size > 0 || !heart) return;
    clearInterval(heart);
    heart = undefined;
  }
}

/** Ends an answer that lasts: a stream of events in good order, anything else at once. */
export function cutOff(response: Response): void {
  const stream = byResponse.get(response);
  if (stream) stream.end();
  else response.destroy();
}

/** One event in wire form. `data` must not contain line breaks: JSON does not. */
export const sseFrame = (id: string, event: string, data: string): string =>
  `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;

import { StringDecoder } from 'node:string_decoder';

export interface SseEvent {
  id: string;
  event: string;
  data: string;
}

/** Turns chunks of a `text/event-stream` into events; comments are left out. */
export function sseReader(onEvent: (event: SseEvent) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const frames = (rest + decoder.write(chunk)).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const event = parse(frame);
      if (event) onEvent(event);
    }
  };
}

function parse(frame: string): SseEvent | undefined {
  const fields = new Map(
    frame.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
  return id !== undefined && event !== undefined && data !== undefined ? { id, event, data } : undefined;
}

/** Now, in milliseconds since 1970, finer than `Date.now()`. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

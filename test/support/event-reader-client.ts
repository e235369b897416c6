export interface ReceivedEvent {
  id: string;
  data: { run_id: string | null; seq: number | null; type: string; data: Record<string, unknown> };
}

/** Reads one `text/event-stream` as a browser would. */
export class EventReaderClient {
  readonly events: ReceivedEvent[] = [];
  /** By whoever sends them. */
  ended = false;
  private readonly aborter = new AbortController();

  static async open(url: string, token?: string, lastEventId?: string): Promise<EventReaderClient> {
    const reader = new EventReaderClient();
    const response = await fetch(url, {
      signal: reader.aborter.signal,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(lastEventId && { 'last-event-id': lastEventId }),
      },
    });
    if (!response.ok || !response.body)
      throw new Error(`no stream: ${response.status} ${await response.text()}`);
    void reader.read(response.body);
    return reader;
  }

  get types(): string[] {
    return this.events.map(({ data }) => data.type);
  }

  close(): void {
    this.aborter.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    const text = body.pipeThrough(new TextDecoderStream());
    try {
      for await (const part of text) {
        const frames = (rest + part).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) this.take(frame);
      }
      this.ended = true;
    } catch (error) {
      if (!this.aborter.signal.aborted) throw error;
    }
  }

  private take(frame: string): void {
    const lines = new Map(
      frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const [id, data] = [lines.get('id'), lines.get('data')];
    if (id && data && !this.aborter.signal.aborted) this.events.push({ id, data: JSON.parse(data) });
  }
}

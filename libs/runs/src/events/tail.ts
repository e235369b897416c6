/** A reader of one ordered log. */
export interface Follower<E, P> {
  /** The last place handed over. */
  position: P;
  /** False cuts the follower off. */
  accept(event: E, position: P): boolean;
}

export interface TailSource<E, P> {
  /** Which log an event belongs to, and its place there. */
  keyOf(event: E): string;
  positionOf(event: E): P;
  isAfter(a: P, b: P): boolean;
  /** Events after the given places, at most `limit` for each log, in order. */
  read(after: Map<string, P>, limit: number): Promise<E[]>;
}

interface Log<E, P> {
  position: P;
  followers: Set<Follower<E, P>>;
}

const PAGE = 200;

/**
 * Follows many logs with one statement per look. A log's reading position is the smallest of its followers';
 * each follower takes only what lies after its own, so a newcomer catches up without gap and without double.
 */
export class Tail<E, P> {
  private readonly logs = new Map<string, Log<E, P>>();
  private readonly dirty = new Set<string>();
  private reading = false;
  private scheduled?: NodeJS.Immediate;

  constructor(
    private readonly source: TailSource<E, P>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Answers how to leave. */
  follow(key: string, follower: Follower<E, P>): () => void {
    const log = this.logs.get(key) ?? { position: follower.position, followers: new Set() };
    this.logs.set(key, log);
    log.followers.add(follower);
    if (this.source.isAfter(log.position, follower.position)) log.position = follower.position;
    this.look([key]);
    return () => {
      log.followers.delete(follower);
      if (log.followers.size === 0 && this.logs.get(key) === log) this.logs.delete(key);
    };
  }

  /** There may be something new in these logs. Unfollowed ones cost nothing. */
  look(keys: Iterable<string>): void {
    for (const key of keys) if (this.logs.has(key)) this.dirty.add(key);
    this.schedule();
  }

  lookAtAll(): void {
    this.look(this.logs.keys());
  }

  private schedule(): void {
    if (this.reading || this.scheduled || this.dirty.size === 0) return;
    this.scheduled = setImmediate(() => {
      this.scheduled = undefined;
      void this.readOnce();
    });
  }

  private async readOnce(): Promise<void> {
    const after = new Map<string, P>();
    for (const key of this.dirty) {
      const log = this.logs.get(key);
      if (log) after.set(key, log.position);
    }
    this.dirty.clear();
    if (after.size === 0) return;
    this.reading = true;
    try {
      this.handOut(await this.source.read(after, PAGE), after);
    } catch (error) {
      this.onError(error);
    } finally {
      this.reading = false;
      this.schedule();
    }
  }

  private handOut(events: E[], asked: Map<string, P>): void {
    const counts = new Map<string, number>();
    for (const event of events) {
      const key = this.source.keyOf(event);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const from = asked.get(key);
      if (from !== undefined) this.handOver(this.logs.get(key), event, from);
    }
    for (const [key, count] of counts) if (count === PAGE && this.logs.has(key)) this.dirty.add(key);
  }

  /** `asked` is the place after which was read: a follower that joined from further back needs another read first. */
  private handOver(log: Log<E, P> | undefined, event: E, asked: P): void {
    if (!log) return;
    const { isAfter, positionOf } = this.source;
    const position = positionOf(event);
    for (const follower of log.followers) {
      if (isAfter(asked, follower.position) || !isAfter(position, follower.position)) continue;
      follower.position = position;
      if (!follower.accept(event, position)) log.followers.delete(follower);
    }
    if (!isAfter(asked, log.position)) log.position = position;
  }
}

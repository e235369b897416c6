import Redis, { RedisOptions } from 'ioredis';

export type BullRole = 'client' | 'subscriber' | 'bclient';

interface BlockingMove {
  brpoplpush(source: string, destination: string, timeout: number): Promise<string | null>;
  blmove(
    source: string,
    destination: string,
    from: 'RIGHT',
    to: 'LEFT',
    timeout: number,
  ): Promise<string | null>;
}

/**
 * A connection for one of Bull's three roles. The blocking role sends BLMOVE where Bull says BRPOPLPUSH: the
 * same operation under the name that every server since 6.2 knows, the embedded one included.
 */
export function bullClient(url: string, role: BullRole): Redis {
  const blocking: RedisOptions =
    role === 'client' ? {} : { maxRetriesPerRequest: null, enableReadyCheck: false };
  const client = redisClient(url, blocking);
  if (role === 'bclient') {
    const mover = client as unknown as BlockingMove;
    mover.brpoplpush = (source, destination, timeout) =>
      mover.blmove(source, destination, 'RIGHT', 'LEFT', timeout);
  }
  return client;
}

/** A plain connection that keeps trying to reconnect, at most 2 s apart. */
export function redisClient(url: string, options: RedisOptions = {}): Redis {
  const client = new Redis(url, { retryStrategy: (times) => Math.min(times * 50, 2_000), ...options });
  // Without a listener ioredis prints every refused connection itself; the health check reports it once.
  client.on('error', () => undefined);
  return client;
}

import { Global, Module } from '@nestjs/common';
import Redis from 'ioredis';
import { PlatformSettings } from '../config/platform.settings';
import { redisClient } from '../queue/redis-client';
import { RedisCloser } from './redis-closer';

/**
 * One connection per app for short commands, injected as `Redis`. It answers at once or not at all: while Redis
 * is away commands fail instead of queueing, because nobody here waits for it.
 */
@Global()
@Module({
  providers: [
    RedisCloser,
    {
      provide: Redis,
      inject: [PlatformSettings],
      useFactory: ({ redisUrl }: PlatformSettings) =>
        redisClient(redisUrl, { enableOfflineQueue: false, commandTimeout: 1_000, maxRetriesPerRequest: 0 }),
    },
  ],
  exports: [Redis],
})
export class RedisModule {}

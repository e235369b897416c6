import { Injectable } from '@nestjs/common';
import type Redis from 'ioredis';
import { PlatformSettings } from '../config/platform.settings';
import { bullClient, type BullRole } from './redis-client';

/** Bull leaves connections that it was given to their giver: here they are remembered, to be closed after the queues. */
@Injectable()
export class BullConnections {
  private readonly open: Redis[] = [];

  constructor(private readonly settings: PlatformSettings) {}

  create(role: BullRole): Redis {
    const client = bullClient(this.settings.redisUrl, role);
    this.open.push(client);
    return client;
  }

  close(): void {
    for (const client of this.open) client.disconnect();
  }
}

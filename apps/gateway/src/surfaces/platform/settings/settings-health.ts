import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { Pool } from 'pg';
import { MailRoute } from '@muster/delivery';
import { PlatformSettings, redact, Storage, StorageSettings } from '@muster/platform';
import type { ComponentHealthDto, SettingsHealthDto } from './settings.dto';

const DEADLINE_MS = 3_000;

/** Any key will do: what is asked is whether the bucket answers. */
const PROBE = 'readiness';

/** Asks what the installation depends on. Whatever the answer, the question is answered. */
@Injectable()
export class SettingsHealth {
  constructor(
    private readonly pool: Pool,
    private readonly redis: Redis,
    private readonly storage: Storage,
    private readonly platform: PlatformSettings,
    private readonly stores: StorageSettings,
    private readonly mail: MailRoute,
  ) {}

  async report(): Promise<SettingsHealthDto> {
    const [database, redis, storage, mail] = await Promise.all([
      probed('postgres', () => this.pool.query('SELECT 1')),
      probed('redis', () => this.redis.ping()),
      this.probedStorage(),
      this.probedMail(),
    ]);
    const parts = [database, redis, storage, mail];
    const overall = parts.some(({ status }) => status === 'unhealthy') ? 'degraded' : 'healthy';
    return { overall, components: { database, redis, storage, minio: storage, mail } };
  }

  private probedStorage(): Promise<ComponentHealthDto> {
    const { dataDir } = this.platform;
    if (this.stores.s3Bucket) return probed('s3', () => this.storage.head(PROBE));
    return probed('local', async () => {
      await mkdir(dataDir, { recursive: true });
      await access(dataDir, constants.W_OK);
    });
  }

  private probedMail(): Promise<ComponentHealthDto> {
    const { smtpUrl } = this.mail;
    if (!smtpUrl) return Promise.resolve({ status: 'disabled', type: 'folder', latency_ms: 0 });
    return probed('smtp', async () => {
      const { createTransport } = await import('nodemailer');
      const patience = {
        connectionTimeout: DEADLINE_MS,
        greetingTimeout: DEADLINE_MS,
        socketTimeout: DEADLINE_MS,
      };
      const transport = createTransport({ url: smtpUrl, ...patience });
      await transport.verify().finally(() => {
        transport.close();
      });
    });
  }
}

async function probed(type: string, probe: () => Promise<unknown>): Promise<ComponentHealthDto> {
  const startedAt = performance.now();
  const took = (): number => Math.round((performance.now() - startedAt) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${DEADLINE_MS} ms`));
    }, DEADLINE_MS);
  });
  try {
    await Promise.race([probe(), late]);
    return { status: 'healthy', type, latency_ms: took() };
  } catch (error) {
    return { status: 'unhealthy', type, latency_ms: took(), error: redact(messageOf(error)) };
  } finally {
    clearTimeout(timer);
  }
}

/** Attempts on several addresses fail with an error that says nothing itself. */
const messageOf = (error: unknown): string => {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || 'failed';
};

import { Injectable, OnModuleInit, Optional } from '@nestjs/common';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { PlatformSettings } from '../config/platform.settings';
import { Storage } from '../storage/storage';
import { StorageSettings } from '../storage/storage.settings';
import { Readiness } from './readiness.service';

/** Any key will do: what is asked is whether the bucket answers. */
const PROBE = 'readiness';

/** Readiness of the place where bytes are kept, for apps that keep any: the bucket, else the local folder. */
@Injectable()
export class StorageCheck implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly platform: PlatformSettings,
    @Optional() private readonly settings?: StorageSettings,
    @Optional() private readonly storage?: Storage,
  ) {}

  onModuleInit(): void {
    const { storage, settings, platform } = this;
    this.readiness.add('storage', () =>
      storage && settings?.s3Bucket ? storage.head(PROBE) : assertWritable(platform.dataDir),
    );
  }
}

async function assertWritable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
}

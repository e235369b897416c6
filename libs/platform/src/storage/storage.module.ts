import { join, resolve } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { PlatformSettings } from '../config/platform.settings';
import { SettingsError } from '../config/settings';
import { LocalStore } from './local.store';
import { S3Store } from './s3.store';
import { Storage } from './storage';
import { StorageSettings } from './storage.settings';

/** The bucket that the settings name, else the folder `objects` in `DATA_DIR`. */
export function openStorage({ dataDir }: PlatformSettings, settings: StorageSettings): Storage {
  if (settings.s3Bucket) return new Storage(new S3Store(settings.s3Bucket, settings));
  if (settings.s3Endpoint) throw new SettingsError(['S3_BUCKET: must be set when S3_ENDPOINT is']);
  return new Storage(new LocalStore(resolve(join(dataDir, 'objects'))));
}

@Global()
@Module({
  providers: [{ provide: Storage, inject: [PlatformSettings, StorageSettings], useFactory: openStorage }],
  exports: [Storage],
})
export class StorageModule {}

import { FlagSetting, StringSetting, UrlSetting } from '../config/setting.decorators';

/** Where bytes are kept: an S3-compatible bucket when one is named, else a folder under `DATA_DIR`. */
export class StorageSettings {
  @StringSetting('S3_BUCKET', { about: 'bucket for stored bytes; unset: the folder `objects` in `DATA_DIR`' })
  s3Bucket?: string;

  @UrlSetting('S3_ENDPOINT', {
    about: 'S3-compatible server; unset: the public cloud of `S3_REGION`',
    protocols: ['http', 'https'],
  })
  s3Endpoint?: string;

  @StringSetting('S3_REGION', { about: 'region of the bucket', default: 'us-east-1' })
  s3Region: string;

  @StringSetting('S3_ACCESS_KEY_ID', {
    about: "unset: the machine's own credentials (environment, profile, instance role)",
  })
  s3AccessKeyId?: string;

  @StringSetting('S3_SECRET_ACCESS_KEY', { about: 'belongs to `S3_ACCESS_KEY_ID`', secret: true })
  s3SecretAccessKey?: string;

  @FlagSetting('S3_FORCE_PATH_STYLE', {
    about: 'bucket in the path instead of the host name; most self-hosted servers want it',
    default: false,
  })
  s3ForcePathStyle: boolean;
}

import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../errors/domain.errors';
import type { ByteRange, LinkOptions, ObjectInfo, ObjectStore } from './object-store';
import type { StorageSettings } from './storage.settings';

const REMOVED_AT_ONCE = 16;

/** The library is loaded on first use: an installation on a local folder never pays for it. */
const library = () => import('@aws-sdk/client-s3');

/** A bucket of any server that speaks S3. */
export class S3Store implements ObjectStore {
  private connected?: Promise<S3Client>;

  constructor(
    private readonly bucket: string,
    private readonly settings: StorageSettings,
  ) {}

  async write(key: string, body: Readable, contentType?: string): Promise<void> {
    const { Upload } = await import('@aws-sdk/lib-storage');
    const params = { Bucket: this.bucket, Key: key, Body: body, ContentType: contentType };
    await new Upload({ client: await this.client(), params, leavePartsOnError: false }).done();
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const { GetObjectCommand } = await library();
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
    const client = await this.client();
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range }));
      return Body as Readable;
    } catch (error) {
      throw isMissing(error) ? new NotFoundError('object', key) : error;
    }
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const { HeadObjectCommand } = await library();
    const client = await this.client();
    try {
      const found = await client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return { size: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = await library();
    await (await this.client()).send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** One by one: the request that deletes many is not understood by every server. */
  async removePrefix(prefix: string): Promise<void> {
    const { paginateListObjectsV2 } = await library();
    const listing = { Bucket: this.bucket, Prefix: `${prefix}/` };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: await this.client() }, listing)) {
      const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      while (keys.length > 0)
        await Promise.all(keys.splice(0, REMOVED_AT_ONCE).map((key) => this.remove(key)));
    }
  }

  async link(key: string, { filename, expiresIn }: LinkOptions): Promise<string> {
    const [{ GetObjectCommand }, { getSignedUrl }] = await Promise.all([
      library(),
      import('@aws-sdk/s3-request-presigner'),
    ]);
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`;
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentDisposition: disposition,
    });
    return getSignedUrl(await this.client(), command, { expiresIn });
  }

  private client(): Promise<S3Client> {
    this.connected ??= this.connect();
    return this.connected;
  }

  private async connect(): Promise<S3Client> {
    const { S3Client } = await library();
    const { s3Endpoint, s3Region, s3AccessKeyId, s3SecretAccessKey, s3ForcePathStyle } = this.settings;
    return new S3Client({
      region: s3Region,
      forcePathStyle: s3ForcePathStyle,
      // Checksums in trailers are recent and unknown to many servers; a sha256 of our own is kept anyway.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(s3Endpoint && { endpoint: s3Endpoint }),
      ...(s3AccessKeyId &&
        s3SecretAccessKey && {
          credentials: { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey },
        }),
    });
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);

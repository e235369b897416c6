import type { StreamableFile } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { IntField, MapField, StringField, UuidField } from '@muster/platform';
import type { TurnFile } from '@muster/tasks';
import { attachment } from '../../../transfer/attachment';

export class TaskDocumentDto {
  @UuidField() id: string;
  @UuidField() taskId: string;
  @StringField() filename: string;
  @StringField() contentType: string;
  @IntField({ about: 'Bytes' }) size: number;
  @MapField({ about: '`createdBy` is `user` or `agent`' }) metadata: Record<string, string>;
}

export const toTaskDocumentDto = (taskId: string, file: TurnFile): TaskDocumentDto => ({
  id: file.id,
  taskId,
  filename: file.filename,
  contentType: file.contentType,
  size: file.size,
  metadata: file.metadata,
});

export const toDownload = ({ file, stream }: { file: TurnFile; stream: Readable }): StreamableFile =>
  attachment(file.filename, file.size, stream);

import type { Readable } from 'node:stream';
import { BooleanField, ListField, ObjectField, parseWire, StringField, UuidField } from '@muster/platform';
import type { TaskUpload, TurnFile } from '@muster/tasks';
import { attachment } from '../../../transfer/attachment';
import type { IncomingFile } from '../../../transfer/upload';
import { type PageQueryDto, PaginationDto, toPaginationDto } from './paging.dto';

/** What of the form is not the file. */
class ArtifactFormDto {
  @StringField({ max: 1_024, optional: true }) relative_path?: string;
}

export class ArtifactDto {
  @UuidField() artifact_id: string;
  @BooleanField() agent_created: boolean;
  @StringField() file_name: string;
  @StringField({ nullable: true }) relative_path: string | null;
}

export class ArtifactPageDto {
  @ListField(() => ArtifactDto) artifacts: ArtifactDto[];
  @ObjectField(() => PaginationDto) pagination: PaginationDto;
}

/** Key of a file's metadata. */
const RELATIVE_PATH = 'relativePath';

export const toTaskUpload = ({ fields, ...file }: IncomingFile): TaskUpload => ({
  ...file,
  details: () => toMetadata(parseWire(ArtifactFormDto, fields())),
});

const toMetadata = ({ relative_path }: ArtifactFormDto): Record<string, string> =>
  relative_path ? { [RELATIVE_PATH]: relative_path } : {};

export const toDownload = ({ file, stream }: { file: TurnFile; stream: Readable }) =>
  attachment(file.filename, file.size, stream);

export const toArtifactDto = ({
  id,
  filename,
  metadata,
}: Pick<TurnFile, 'id' | 'filename' | 'metadata'>): ArtifactDto => ({
  artifact_id: id,
  agent_created: metadata.createdBy === 'agent',
  file_name: filename,
  relative_path: metadata[RELATIVE_PATH] ?? null,
});

export const toArtifactPageDto = (
  { items, total }: { items: TurnFile[]; total: number },
  query: PageQueryDto,
): ArtifactPageDto => ({
  artifacts: items.map(toArtifactDto),
  pagination: toPaginationDto(total, query),
});

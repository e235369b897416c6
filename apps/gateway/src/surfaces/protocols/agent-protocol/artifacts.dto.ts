import { BooleanField, ListField, ObjectField, StringField, UuidField } from '@muster/platform';
import type { TurnFile } from '@muster/tasks';
import { type PageQueryDto, PaginationDto, toPaginationDto } from './paging.dto';

/** What of the form is not the file. */
export class ArtifactFormDto {
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

/** The whole form, for the documentation: files pass the wire classes by. */
export const ARTIFACT_FORM = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', format: 'binary' },
    relative_path: {
      type: 'string',
      maxLength: 1_024,
      description: "Where it lies in the agent's workspace; kept and answered, of no further meaning",
    },
  },
};

/** Key of a file's metadata. */
export const RELATIVE_PATH = 'relativePath';

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

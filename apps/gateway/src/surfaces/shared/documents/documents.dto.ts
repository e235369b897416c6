import type { Response } from 'express';
import {
  BooleanField,
  DateField,
  EnumField,
  IntField,
  ListField,
  NumberField,
  StringField,
  UuidField,
} from '@muster/platform';
import {
  type Chapter,
  type Document,
  type DocumentSort,
  type DocumentStatus,
  type OutlinedDocument,
  type Section,
} from '@muster/documents';

export class DocumentListQueryDto {
  @EnumField(['newest', 'filename'], { optional: true, default: 'newest' }) sort: DocumentSort = 'newest';
  @IntField({ optional: true, min: 1, max: 1_000, default: 1_000 }) limit = 1_000;
  @StringField({ optional: true, max: 2_000, about: '`X-Next-Cursor` of the page before' }) cursor?: string;
}

type Ingestion = 'ingesting' | 'ready' | 'failed';

/** What either document says of a document in a list. */
export class DocumentItemDto {
  @UuidField() id: string;
  @EnumField(['ok']) status: 'ok';
  @StringField() title: string;
  @StringField() description: string;
  @StringField() filename: string;
  @StringField() contentType: string;
  @NumberField({ min: 0, max: 1 }) progress: number;
  @EnumField(['ingesting', 'ready', 'failed']) ingestion: Ingestion;
  @StringField({ nullable: true }) error: string | null;
  @IntField() chunkCount: number;
  @DateField() created: Date;
  @StringField({ nullable: true }) author: string | null;
  @DateField() createdAt: Date;
  @IntField() total_chapters: number;
  @IntField() total_sections: number;
}

export class SectionDto {
  @UuidField() id: string;
  @StringField() title: string;
  @IntField() order_index: number;
  @IntField() page_count: number;
}

export class ChapterDto {
  @UuidField() id: string;
  @StringField() title: string;
  @IntField() order_index: number;
  @ListField(() => SectionDto) sections: SectionDto[];
}

export class DocumentDto extends DocumentItemDto {
  @IntField() total_pages: number;
  @ListField(() => ChapterDto) chapters: ChapterDto[];
}

export class DeletionDto {
  @UuidField() id: string;
  @EnumField(['ok']) status: 'ok';
  @BooleanField() deleted: boolean;
}

const INGESTION: Record<DocumentStatus, Ingestion> = {
  queued: 'ingesting',
  ingesting: 'ingesting',
  ready: 'ready',
  failed: 'failed',
};

export const toDocumentDto = ({ chapters, ...document }: OutlinedDocument): DocumentDto => ({
  ...toDocumentItemDto(document),
  total_pages: document.pageCount ?? document.sectionCount,
  chapters: chapters.map(toChapterDto),
});

/** Nothing, for a client that prefers the least. */
export function toDeletionDto(
  id: string,
  prefer: string | undefined,
  response: Response,
): DeletionDto | undefined {
  if (!/(?:^|[,;\s])return\s*=\s*"?minimal\b/i.test(prefer ?? '')) return { id, status: 'ok', deleted: true };
  response.status(204);
  return undefined;
}

export const toDocumentItemDto = (document: Document): DocumentItemDto => ({
  id: document.id,
  status: 'ok',
  title: document.title,
  description: document.description,
  filename: document.filename,
  contentType: document.contentType,
  progress: document.progress,
  ingestion: INGESTION[document.status],
  error: document.error,
  chunkCount: document.chunkCount,
  created: document.createdAt,
  author: document.author,
  createdAt: document.createdAt,
  total_chapters: document.chapterCount,
  total_sections: document.sectionCount,
});

const toChapterDto = ({ id, title, sections }: Chapter, order_index: number): ChapterDto => ({
  id,
  title,
  order_index,
  sections: sections.map(toSectionDto),
});

const toSectionDto = ({ id, title, pages }: Section, order_index: number): SectionDto => ({
  id,
  title,
  order_index,
  page_count: pages ? pages.last - pages.first + 1 : 1,
});

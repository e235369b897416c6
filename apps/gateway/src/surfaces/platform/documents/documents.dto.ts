import type { Readable } from 'node:stream';
import type { StreamableFile } from '@nestjs/common';
import {
  BLOCK_KINDS,
  type Block,
  type BlockKind,
  type Chapter,
  type Document,
  DOCUMENT_STATUSES,
  type DocumentRevision,
  type DocumentStatus,
  type OutlinedDocument,
  type Section,
} from '@muster/documents';
import {
  type Page,
  BooleanField,
  DateField,
  EnumField,
  IntField,
  ListField,
  NumberField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import { attachment } from '../../../transfer/attachment';

export class BlockListQueryDto {
  @IntField({ min: 0, optional: true, default: 0, about: 'Position of the first block' }) from = 0;
  @IntField({ min: 1, max: 1_000, optional: true, default: 200 }) limit = 200;
  @IntField({ min: 1, optional: true, about: 'Default: the newest' }) revision?: number;
}

export class RevisionListQueryDto {
  @IntField({ min: 1, optional: true, about: '`next_cursor` of the page before' }) cursor?: number;
  @IntField({ min: 1, max: 200, optional: true, default: 50 }) limit = 50;
}

export class RevisionCreateQueryDto {
  @IntField({ min: 1, optional: true, about: 'Refuse with 409 unless this is the newest revision' })
  based_on?: number;
}

export class PageSpanDto {
  @IntField() first: number;
  @IntField() last: number;
}

export class SectionDto {
  @UuidField() id: string;
  @StringField() title: string;
  @IntField({ about: 'Position of its first block' }) first_block: number;
  @IntField() block_count: number;
  @IntField({ about: 'Characters (UTF-16) of the extracted text' }) start: number;
  @IntField() end: number;
  @ObjectField(() => PageSpanDto, { nullable: true }) pages: PageSpanDto | null;
}

export class ChapterDto extends SectionDto {
  @ListField(() => SectionDto) sections: SectionDto[];
}

export class DocumentDto {
  @UuidField() id: string;
  @StringField() title: string;
  @StringField({ nullable: true, about: 'As the file says' }) author: string | null;
  @StringField() description: string;
  @StringField() filename: string;
  @StringField() content_type: string;
  @IntField({ about: 'Bytes' }) size: number;
  @IntField({ about: 'Of the newest content, from 1' }) revision: number;
  @EnumField(DOCUMENT_STATUSES) status: DocumentStatus;
  @NumberField({ min: 0, max: 1 }) progress: number;
  @StringField({ nullable: true }) error: string | null;
  @StringField({ nullable: true }) error_reason: string | null;
  @BooleanField({ about: 'Its text was read off pictures' }) ocr: boolean;
  @IntField({ nullable: true }) page_count: number | null;
  @IntField() word_count: number;
  @IntField() block_count: number;
  @IntField() chunk_count: number;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class DocumentOutlineDto extends DocumentDto {
  @ListField(() => ChapterDto) chapters: ChapterDto[];
}

export class BlockDto {
  @UuidField() id: string;
  @IntField() position: number;
  @EnumField(BLOCK_KINDS) kind: BlockKind;
  @IntField({ nullable: true, about: 'Of a heading, from 1' }) level: number | null;
  @IntField({ nullable: true }) page: number | null;
  @IntField({ about: 'Characters (UTF-16) of the extracted text' }) start: number;
  @IntField() end: number;
  @StringField({ about: 'Only its beginning when it is shorter than from `start` to `end`' }) text: string;
}

export class BlockPageDto {
  @ListField(() => BlockDto) items: BlockDto[];
  @IntField({ nullable: true, about: '`from` of the next page' }) next: number | null;
}

export class RevisionDto {
  @IntField() number: number;
  @StringField() filename: string;
  @StringField() content_type: string;
  @IntField({ about: 'Bytes' }) size: number;
  @StringField() sha256: string;
  @UuidField({ nullable: true }) created_by: string | null;
  @DateField() created_at: Date;
}

export class RevisionPageDto {
  @ListField(() => RevisionDto) items: RevisionDto[];
  @StringField({ nullable: true }) next_cursor: string | null;
}

export const toDocumentDto = (document: Document): DocumentDto => ({
  id: document.id,
  title: document.title,
  author: document.author,
  description: document.description,
  filename: document.filename,
  content_type: document.contentType,
  size: Number(document.size),
  revision: document.revision,
  status: document.status,
  progress: document.progress,
  error: document.error,
  error_reason: document.errorReason,
  ocr: document.ocr,
  page_count: document.pageCount,
  word_count: document.wordCount,
  block_count: document.nodeCount,
  chunk_count: document.chunkCount,
  created_at: document.createdAt,
  updated_at: document.updatedAt,
});

export const toOutlineDto = (document: OutlinedDocument): DocumentOutlineDto => ({
  ...toDocumentDto(document),
  chapters: document.chapters.map(toChapterDto),
});

export const toBlockPageDto = ({ items, nextCursor }: Page<Block>): BlockPageDto => ({
  items: items.map(toBlockDto),
  next: nextCursor === null ? null : Number(nextCursor),
});

export const toRevisionPageDto = ({ items, nextCursor }: Page<DocumentRevision>): RevisionPageDto => ({
  items: items.map(toRevisionDto),
  next_cursor: nextCursor,
});

export const toRevisionDownload = ({
  revision,
  stream,
}: {
  revision: DocumentRevision;
  stream: Readable;
}): StreamableFile => attachment(revision.filename, Number(revision.size), stream);

const toSectionDto = (section: Section): SectionDto => ({
  id: section.id,
  title: section.title,
  first_block: section.first,
  block_count: section.end - section.first,
  start: section.charStart,
  end: section.charEnd,
  pages: section.pages,
});

const toChapterDto = (chapter: Chapter): ChapterDto => ({
  ...toSectionDto(chapter),
  sections: chapter.sections.map(toSectionDto),
});

const toBlockDto = (block: Block): BlockDto => ({
  id: block.id,
  position: block.position,
  kind: block.kind,
  level: block.level,
  page: block.page,
  start: block.charStart,
  end: block.charEnd,
  text: block.text,
});

const toRevisionDto = (revision: DocumentRevision): RevisionDto => ({
  number: revision.number,
  filename: revision.filename,
  content_type: revision.contentType,
  size: Number(revision.size),
  sha256: revision.sha256,
  created_by: revision.createdBy,
  created_at: revision.createdAt,
});

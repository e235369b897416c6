import type { SearchHit, SearchOptions, SearchPage } from '@muster/documents';
import { DateField, IntField, ListField, NumberField, StringField, UuidField } from '@muster/platform';

export class SearchQueryDto {
  @StringField({ min: 1, max: 2_000, trim: true, about: 'A question, or words' }) q: string;
  @IntField({ min: 1, max: 100, optional: true, default: 10 }) limit = 10;
  @IntField({ min: 0, max: 900, optional: true, default: 0, about: '`next` of the page before' }) offset = 0;
  @UuidField({ optional: true, about: 'Only this document' }) document_id?: string;
  @StringField({ max: 200, optional: true, about: 'Only documents of this type' }) content_type?: string;
  @StringField({ max: 500, optional: true, about: 'Only documents with these words in title or description' })
  about?: string;
  @DateField({ optional: true, about: 'Only documents uploaded then or later' }) created_from?: Date;
  @DateField({ optional: true, about: 'Only documents uploaded before' }) created_to?: Date;
}

export class SearchHitDto {
  @UuidField() chunk_id: string;
  @UuidField() document_id: string;
  @StringField({ about: 'Of the document' }) title: string;
  @IntField({ nullable: true, about: 'From 1; null where the format knows no pages' }) page: number | null;
  @StringField({ each: true, about: 'The headings it stands under, outermost first' }) headings: string[];
  @IntField({ about: 'Where it begins in the extracted text, in characters' }) start: number;
  @IntField() end: number;
  @StringField() text: string;
  @NumberField({ about: 'Comparable within one search only' }) score: number;
}

export class SearchPageDto {
  @ListField(() => SearchHitDto, { about: 'Best first' }) items: SearchHitDto[];
  @IntField({ nullable: true, about: 'Hand it in as `offset` to get the next page' }) next: number | null;
}

export const toSearchOptions = (query: SearchQueryDto): SearchOptions => ({
  limit: query.limit,
  offset: query.offset,
  ...(query.document_id !== undefined && { documentIds: [query.document_id] }),
  ...(query.content_type !== undefined && { contentTypes: [query.content_type] }),
  about: query.about,
  createdFrom: query.created_from,
  createdTo: query.created_to,
});

const toSearchHitDto = ({ chunk, document, score }: SearchHit): SearchHitDto => ({
  chunk_id: chunk.id,
  document_id: document.id,
  title: document.title,
  page: chunk.page,
  headings: chunk.headings,
  start: chunk.charStart,
  end: chunk.charEnd,
  text: chunk.text,
  score,
});

export const toSearchPageDto = ({ items, next }: SearchPage): SearchPageDto => ({
  items: items.map(toSearchHitDto),
  next: next ?? null,
});

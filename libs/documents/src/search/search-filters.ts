import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { Document } from '../documents/document.entity';
import { UUID } from '@muster/platform';
import type { Owner } from '../owner';

/** Which documents to search; all conditions that are given hold. */
export interface DocumentFilter {
  documentIds?: string[];
  contentTypes?: string[];
  /** Words that title or description contain, in any case. */
  about?: string;
  createdFrom?: Date;
  /** Not included. */
  createdTo?: Date;
}

/** Finds the documents that a filter means. */
@Injectable()
export class SearchFilters {
  constructor(@InjectRepository(Document) private readonly rows: Repository<Document>) {}

  /** Undefined: all of the owner's. */
  async documents({ orgId, userId }: Owner, filter: DocumentFilter): Promise<string[] | undefined> {
    const words = (filter.about ?? '').split(/\s+/).filter(Boolean);
    const conditions = [...conditionsOf(filter), ...words.map(aboutCondition)];
    if (conditions.length === 0) return undefined;
    const query = this.rows
      .createQueryBuilder('d')
      .select('d.id', 'id')
      .where({ orgId, userId: userId ?? IsNull() });
    for (const [condition, values] of conditions) query.andWhere(condition, values);
    return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
  }
}

type Condition = [sql: string, values: Record<string, unknown>];

function conditionsOf({ documentIds, contentTypes, createdFrom, createdTo }: DocumentFilter): Condition[] {
  const conditions: (Condition | undefined)[] = [
    documentIds && ['d.id = ANY(:ids)', { ids: documentIds.filter((id) => UUID.test(id)) }],
    contentTypes && ['d.content_type = ANY(:contentTypes)', { contentTypes }],
    createdFrom && ['d.created_at >= :createdFrom', { createdFrom }],
    createdTo && ['d.created_at < :createdTo', { createdTo }],
  ];
  return conditions.filter((condition) => condition !== undefined);
}

const aboutCondition = (word: string, index: number): Condition => [
  `strpos(lower(d.title || ' ' || d.description), lower(:word${index})) > 0`,
  { [`word${index}`]: word },
];

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Repository } from 'typeorm';
import { Document } from '../documents/document.entity';
import { UUID } from '../documents/document-pages';
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
    const { documentIds, contentTypes, about = '', createdFrom, createdTo } = filter;
    const words = about.split(/\s+/).filter(Boolean);
    if (!documentIds && !contentTypes && words.length === 0 && !createdFrom && !createdTo) return undefined;
    const query = this.rows
      .createQueryBuilder('d')
      .select('d.id', 'id')
      .where({ orgId, userId: userId ?? IsNull() });
    if (documentIds) query.andWhere({ id: In(documentIds.filter((id) => UUID.test(id))) });
    if (contentTypes) query.andWhere({ contentType: In(contentTypes) });
    if (createdFrom) query.andWhere('d.created_at >= :createdFrom', { createdFrom });
    if (createdTo) query.andWhere('d.created_at < :createdTo', { createdTo });
    words.forEach((word, index) => {
      query.andWhere(`strpos(lower(d.title || ' ' || d.description), lower(:word${index})) > 0`, {
        [`word${index}`]: word,
      });
    });
    return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
  }
}

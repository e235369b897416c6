import { IntField } from '@muster/platform';

/** Which part of a list. */
export class ListQueryDto {
  @IntField({ min: 1, max: 200, optional: true, default: 50 }) limit = 50;
  @IntField({ min: 0, optional: true, default: 0 }) offset = 0;
  @IntField({ min: 0, optional: true, about: 'The same as `offset`' }) skip?: number;
}

/** What goes around the items of a list. */
export class ListDto {
  @IntField({ about: 'All that match, not only those here' }) total: number;
  @IntField() limit: number;
  @IntField() offset: number;
  @IntField() skip: number;
}

export interface Page {
  limit: number;
  offset: number;
}

export const toPage = ({ limit, offset, skip }: ListQueryDto): Page => ({ limit, offset: skip ?? offset });

export const toListDto = <T, D>(
  { items, total }: { items: T[]; total: number },
  { limit, offset }: Page,
  toDto: (item: T) => D,
): ListDto & { items: D[] } => ({ items: items.map(toDto), total, limit, offset, skip: offset });

import { IntField } from '@muster/platform';

export class PageQueryDto {
  @IntField({ min: 1, max: 1_000_000, optional: true, default: 1 }) current_page = 1;
  @IntField({ min: 1, max: 200, optional: true, default: 10 }) page_size = 10;
}

export class PaginationDto {
  @IntField() total_items: number;
  @IntField() total_pages: number;
  @IntField() current_page: number;
  @IntField() page_size: number;
}

export const toPaginationDto = (total: number, { current_page, page_size }: PageQueryDto): PaginationDto => ({
  total_items: total,
  total_pages: Math.ceil(total / page_size),
  current_page,
  page_size,
});

export const pageOf = <T>(items: T[], { current_page, page_size }: PageQueryDto): T[] =>
  items.slice((current_page - 1) * page_size, current_page * page_size);

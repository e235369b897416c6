import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Type } from '@nestjs/common';
import type { Response } from 'express';

/** A page of a list that clients know as a bare array: how to go on stands in the headers. */
export function bareList<T>(response: Response, items: T[], next: string | null): T[] {
  if (!next) return items;
  const url = new URL(response.req.originalUrl, 'http://localhost');
  url.searchParams.set('cursor', next);
  response.setHeader('X-Next-Cursor', next);
  response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
  return items;
}

const HEADERS = {
  'X-Next-Cursor': { description: 'Hand it in as `cursor` to go on', schema: { type: 'string' } },
  Link: { description: 'The next page, `rel="next"`', schema: { type: 'string' } },
} as const;

/** Documents such a list. */
export const BareList = (type: Type<object>): MethodDecorator =>
  applyDecorators(
    ApiResponse({ status: 200, description: 'Success', type, isArray: true, headers: HEADERS }),
  );

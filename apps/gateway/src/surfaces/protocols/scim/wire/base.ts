import { createParamDecorator, ExecutionContext, Param, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Request } from 'express';
import { NotFoundError } from '@muster/platform';

/** Where the caller reaches this API: the beginning of every `location`. */
export const ScimBase = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<Request>();
  return `${request.protocol}://${request.get('host') ?? ''}/scim/v2`;
});

const ID: PipeTransform<string, string> = {
  transform(value: string): string {
    if (isUUID(value)) return value.toLowerCase();
    throw new NotFoundError('resource');
  },
};

/** Nothing has an id of any other form. */
export const ScimId = (): ParameterDecorator => Param('id', ID);

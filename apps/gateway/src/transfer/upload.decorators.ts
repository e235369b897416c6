import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Upload } from './upload';

/** The upload that a route with `consumes: 'multipart'` was sent. */
export const IncomingUpload = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return new Upload(http.getRequest<Request>(), http.getResponse<Response>());
});

/** Documents the form: the file, and text fields beside it. */
export const UploadBody = (...fields: string[]): MethodDecorator =>
  ApiBody({
    required: true,
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        ...Object.fromEntries(fields.map((name) => [name, { type: 'string' }])),
        file: { type: 'string', format: 'binary' },
      },
    },
  });

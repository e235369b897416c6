import type { Request, Response } from 'express';
import express from 'express';
import { InvalidError } from '../../errors/domain.errors';
import { parsedBy } from './parsed-by';

/** Of fields, not of documents. */
const LIMIT = 64 * 1_024;
const TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

const text = express.text({ limit: LIMIT, type: () => true });

/**
 * Reads the fields of a form into the body. Throws `InvalidError` for any other type of body (reason `unsupported_type`),
 * and for a field that comes twice, since of two parties that read it each might believe another one.
 */
export async function readFormBody(request: Request, response: Response): Promise<void> {
  if (!TYPE.test((request.headers['content-type'] ?? '').trim()))
    throw new InvalidError(
      'the body must be application/x-www-form-urlencoded',
      undefined,
      'unsupported_type',
    );
  await parsedBy(text, request, response);
  const fields = [...new URLSearchParams(typeof request.body === 'string' ? request.body : '')];
  const [twice] = fields.filter(([name], index) => fields.findIndex(([other]) => other === name) !== index);
  if (twice) throw new InvalidError('A field comes twice', { [twice[0].slice(0, 64)]: 'must come once' });
  request.body = Object.fromEntries(fields);
}

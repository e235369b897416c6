import express, { Request, Response } from 'express';
import { InvalidError } from '../../errors/domain.errors';
import { parsedBy, type Parser } from './parsed-by';

const parsers = new Map<number, Parser>();

/**
 * Reads and parses a JSON body after the caller is known and allowed, so that strangers cannot make us parse.
 * No declared type counts as JSON. Throws `InvalidError` with reason `unsupported_type` for any other, and what
 * the parser throws.
 */
export async function readJsonBody(request: Request, response: Response, limit: number): Promise<void> {
  if (!hasBody(request)) return;
  const type = request.headers['content-type'];
  if (type !== undefined && !isJson(type))
    throw new InvalidError('the body must be application/json', undefined, 'unsupported_type');
  await parsedBy(parserOf(limit), request, response);
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined && headers['content-length'] !== '0');

const isJson = (type: string): boolean => /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type.trim());

function parserOf(limit: number): Parser {
  const known = parsers.get(limit);
  if (known) return known;
  const parser = express.json({ limit, strict: false, type: () => true });
  parsers.set(limit, parser);
  return parser;
}

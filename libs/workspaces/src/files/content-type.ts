import { extname } from 'node:path';
import { lookup } from 'mime-types';

const UNKNOWN = 'application/octet-stream';

/** Endings that mean something else in the registry than to those who write code: there, these are videos. */
const SOURCE_CODE = new Set(['.ts', '.mts', '.cts']);

const WELL_FORMED = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** By the name's ending; else what the sender declares; else unknown bytes. */
export function contentTypeOf(filename: string, declared?: string): string {
  const ending = extname(filename).toLowerCase();
  if (SOURCE_CODE.has(ending)) return 'text/plain';
  return (ending && lookup(ending)) || plain(declared);
}

/** Without parameters; it ends up in a header. */
function plain(declared = ''): string {
  const type = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  return WELL_FORMED.test(type) ? type : UNKNOWN;
}

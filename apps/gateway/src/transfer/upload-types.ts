import { InvalidError } from '@muster/platform';
import type { Express, Request } from 'express';

const SETTING = 'upload types';

/** Which uploads this application takes: endings (`pdf`, `.pdf`) and media types (`image/*`), comma-separated; `*`: all. */
export const setUploadTypes = (app: Express, list: string): void => {
  app.set(
    SETTING,
    list
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  );
};

/** Throws `InvalidError` with reason `unsupported_type`. What is in the file is looked at later, by whoever reads it. */
export function requireUploadType({ app }: Request, filename: string, contentType: string): void {
  const types = (app.get(SETTING) as string[] | undefined) ?? ['*'];
  const media = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const [name, wanted] = [filename.toLowerCase(), types];
  if (wanted.some((type) => isOf(type, name, media))) return;
  throw new InvalidError(`only ${types.join(', ')} may be uploaded here`, undefined, 'unsupported_type');
}

function isOf(type: string, name: string, media: string): boolean {
  if (type === '*' || type === '*/*') return true;
  if (!type.includes('/')) return name.endsWith(`.${type.replace(/^\*?\./, '')}`);
  return type.endsWith('/*') ? media.startsWith(type.slice(0, -1)) : media === type;
}

import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** Bytes to be saved under a name, whatever they are: never to be shown by a browser on our own origin. */
export function attachment(filename: string, length: number, stream: Readable): StreamableFile {
  const disposition = attachmentNamed(filename);
  const file = new StreamableFile(stream, { type: 'application/octet-stream', length, disposition });
  // The length is out already: only a broken connection tells the client that this is not all.
  return file.setErrorHandler((_error, response) => {
    (response as unknown as ServerResponse).destroy();
  });
}

/** RFC 6266: a name in ASCII for everybody, and the true one where it is another. */
export function attachmentNamed(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"${plain === filename ? '' : `; filename*=UTF-8''${encoded}`}`;
}

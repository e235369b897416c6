import { contentTypeOf } from './content-type';

describe('type of a file', () => {
  it.each([
    ['report.PDF', undefined, 'application/pdf'],
    ['notes.md', 'application/octet-stream', 'text/markdown'],
    ['main.ts', 'video/mp2t', 'text/plain'],
    ['README', 'text/plain; charset=utf-8', 'text/plain'],
    ['README', undefined, 'application/octet-stream'],
    ['data.unknown', 'Application/X-Custom', 'application/x-custom'],
    ['data.unknown', 'text/html\r\nSet-Cookie: a=b', 'application/octet-stream'],
    ['pdf', undefined, 'application/octet-stream'],
  ])('of %s, declared %s, is %s', (filename, declared, type) => {
    expect(contentTypeOf(filename, declared)).toBe(type);
  });
});

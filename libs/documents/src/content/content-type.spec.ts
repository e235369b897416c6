import { detectContentType } from './content-type';

const detect = (
  text: string | Buffer,
  { filename = 'file', declared }: { filename?: string; declared?: string } = {},
) => detectContentType(Buffer.from(text), { filename, declared });

describe('the type of a text', () => {
  it.each([
    ['a doctype', '\ufeff\n<!doctype HTML>\n<p>'],
    ['its root', '<html lang="en">'],
    [
      'a doctype behind declarations and comments',
      '<?xml version="1.0"?>\n<!-- a --><?b c?> <!-- d -->\n<!DOCTYPE html PUBLIC',
    ],
    ['a doctype in 16 bits', Buffer.from('\ufeff<!DOCTYPE html>', 'utf16le')],
  ])('is HTML by %s, whatever its name', async (_, text) => {
    expect(await detect(text, { filename: 'notes.md', declared: 'text/plain' })).toBe('text/html');
  });

  it('is HTML by its name, then by what is declared, when it is but a stretch of a page', async () => {
    expect(await detect('<p>a', { filename: 'A.HTM' })).toBe('text/html');
    expect(await detect('<p>a', { declared: 'application/xhtml+xml; charset=utf-8' })).toBe('text/html');
    expect(await detect('<p>a')).toBe('text/plain');
    expect(await detect('<!-- a --> # b', { filename: 'a.md', declared: 'text/html' })).toBe('text/markdown');
  });

  it.each([
    ['<?xml version="1.0"?><!-- <html> --><rss/>', /application\/xml/],
    ['{\\rtf1 a}', /application\/rtf/],
    ['%!PS-Adobe', /application\/postscript/],
  ])('is refused where nothing reads it: %s', async (text, message) => {
    await expect(detect(text, { filename: 'a.txt' })).rejects.toThrow(message);
  });

  it('is found in no time, however many comments come first', async () => {
    expect(await detect('<!---->'.repeat(9_000) + 'x')).toBe('text/plain');
  });
});

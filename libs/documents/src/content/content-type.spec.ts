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

  it.each([
    ['what carried it', 'Received: from a\n by b\nSubject: c\n\nd'],
    ['who sent it', 'From: Ada <ada@example.org>\r\nTo: Bob\r\n\r\nd'],
    ['its head, binary as its body may be', 'MIME-Version: 1.0\nContent-Type: x/y\n\n\u0001\u0002'],
    ['a head longer than what is looked at', `Message-Id: a\nDate: b\n${'X-Long: c\n'.repeat(100)}`],
  ])('is mail by %s', async (_, text) => {
    expect(await detect(text, { filename: 'a.txt' })).toBe('message/rfc822');
  });

  it('is no mail for a memo that begins as one, or for one known word', async () => {
    expect(await detect('From: the board\nTo: all\nDate: today\n\nHello')).toBe('text/plain');
    expect(await detect('Received: a parcel\n\nHello')).toBe('text/plain');
    expect(await detect('From: a@b.c\nTo: d\nand so on\n\nHello')).toBe('text/plain');
    expect(await detect('Hello', { filename: 'a.eml' })).toBe('message/rfc822');
    expect(await detect('Hello', { declared: 'message/rfc822' })).toBe('message/rfc822');
  });

  it('is found in no time, however many comments come first', async () => {
    expect(await detect('<!---->'.repeat(9_000) + 'x')).toBe('text/plain');
  });
});

import { attachmentNamed } from './attachment';

describe('the name of an attachment', () => {
  it.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ['two words.txt', 'attachment; filename="two words.txt"'],
    ['naïve.txt', `attachment; filename="na_ve.txt"; filename*=UTF-8''na%C3%AFve.txt`],
    ['50% "off".txt', `attachment; filename="50_ _off_.txt"; filename*=UTF-8''50%25%20%22off%22.txt`],
    [
      `it's (1)*é.txt`,
      `attachment; filename="it's (1)*_.txt"; filename*=UTF-8''it%27s%20%281%29%2A%C3%A9.txt`,
    ],
    ['a\r\nb.txt', `attachment; filename="a__b.txt"; filename*=UTF-8''a%0D%0Ab.txt`],
    ['🦊.txt', `attachment; filename="_.txt"; filename*=UTF-8''%F0%9F%A6%8A.txt`],
  ])('%j travels as RFC 6266 says', (filename, header) => {
    expect(attachmentNamed(filename)).toBe(header);
  });
});

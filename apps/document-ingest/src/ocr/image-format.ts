const SIGNATURES: [format: string, signature: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/tiff', /^(?:II\*\0|MM\0\*)/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/bmp', /^BM[^]{4}\0{4}/],
];

/**
 * What kind of image the bytes are, by their signature. Nothing else may be handed to tesseract: what it does not know
 * as an image it takes for a list of files to open.
 */
export function imageFormatOf(image: Buffer): string | undefined {
  const head = image.toString('latin1', 0, 16);
  return SIGNATURES.find(([, signature]) => signature.test(head))?.[0];
}

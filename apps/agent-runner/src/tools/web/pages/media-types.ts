const HTML = /^(text\/html|application\/xhtml\+xml)$/;
const TEXT = /^(text\/[\w.+-]+|application\/([\w.+-]+\+)?(json|xml|yaml|x-yaml|javascript|x-ndjson|toml))$/;

export const isHtml = (type: string): boolean => HTML.test(type);

export const mediaType = (contentType: string): string =>
  contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Whether it holds text at all. A server that does not say is taken at its word's absence: the bytes decide. */
export const isReadable = ({ contentType, bytes }: { contentType: string; bytes: Uint8Array }): boolean => {
  const type = mediaType(contentType);
  return type === '' ? !bytes.subarray(0, 1_000).includes(0) : isHtml(type) || TEXT.test(type);
};

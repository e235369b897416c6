import { decodePage } from './charset';
import { htmlToMarkdown } from './html-to-markdown';
import { isHtml, mediaType } from './media-types';

/** A page as it came. */
export interface FetchedPage {
  /** Where it came from in the end. */
  url: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface ReadPage {
  title: string;
  /** Markdown, or the text itself where it was none. */
  content: string;
}

export function readPage({ url, contentType, bytes }: FetchedPage): ReadPage {
  const text = decodePage(bytes, contentType);
  if (looksLikeHtml(mediaType(contentType), text)) return htmlToMarkdown(text, url);
  return { title: /^#\s+(.+)$/m.exec(text.slice(0, 2_000))?.[1]?.trim() ?? '', content: text.trim() };
}

const looksLikeHtml = (type: string, text: string): boolean =>
  isHtml(type) || ((type === '' || type === 'text/plain') && /^\s*<(!doctype html|html)[\s>]/i.test(text));

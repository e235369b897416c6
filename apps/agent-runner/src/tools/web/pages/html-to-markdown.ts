import { Readability } from '@mozilla/readability';
import { gfm } from '@joplin/turndown-plugin-gfm';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import type { ReadPage } from './read-page';

/** As much of a page's elements as is used here: the compiler knows no browser. */
interface PageElement {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  textContent: string | null;
}

interface Page {
  title: string;
  body: { innerHTML: string };
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** What says nothing without a browser, or nothing to a reader. */
const SILENT =
  'script, style, noscript, template, iframe, object, embed, svg, canvas, form, button, input, select, dialog, body title';
/** An article of so many characters is one. */
const LONG_ENOUGH = 500;
/** A page that says so many times more than its article. */
const SPLINTER = 4;

/**
 * The readable part of a page: its article where it has one, else all of it. Nothing of the page is executed and
 * nothing is loaded for it.
 */
export function htmlToMarkdown(html: string, url: string): ReadPage {
  const document = parseHTML(complete(html)).document as Page;
  const own = document.querySelector('title')?.textContent ?? '';
  document.title = own;
  for (const element of document.querySelectorAll(SILENT)) element.remove();
  makeAbsolute(document, url);
  const whole = document.body.innerHTML;
  const article = new Readability(document).parse();
  const title = line(article?.title || own);
  const readable = article?.content ? toMarkdown(article.content) : '';
  if (readable.length >= LONG_ENOUGH) return { title, content: readable };
  // An index or a search page has no article; what was taken for one may be a splinter of it.
  const all = toMarkdown(whole);
  return { title, content: all.length > SPLINTER * readable.length ? all : readable };
}

const FRAME = /<\/?(?:html|head|body|!doctype)(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*)?>/gi;

/** The parser builds what is written, wherever it stands; tags that may be left out or put anywhere must be in order. */
const complete = (html: string): string =>
  `<html><head></head><body>${html.replace(FRAME, '')}</body></html>`;

const line = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Links that a reader may follow later; what is no address of the web loses its link. */
function makeAbsolute(document: Page, url: string): void {
  const declared = document.querySelector('base[href]')?.getAttribute('href') ?? '';
  const base = URL.parse(declared, url) ?? new URL(url);
  for (const [selector, name] of [
    ['a[href]', 'href'],
    ['img[src]', 'src'],
  ] as const) {
    for (const element of document.querySelectorAll(selector)) {
      const target = URL.parse(element.getAttribute(name) ?? '', base.href);
      if (target && /^(https?|mailto):$/.test(target.protocol)) element.setAttribute(name, target.href);
      else element.removeAttribute(name);
    }
  }
}

function toMarkdown(html: string): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  service.use(gfm);
  // A picture is for those who see it; its description is for all.
  service.addRule('pictures', {
    filter: 'img',
    replacement: (_content, node) => {
      const words = (node as PageElement).getAttribute('alt')?.replace(/\s+/g, ' ').trim();
      return words ? `[image: ${words}]` : '';
    },
  });
  return service.turndown(html).trim();
}

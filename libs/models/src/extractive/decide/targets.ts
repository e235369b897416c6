import type { DecisionMaterial } from '../../calls/model-call';
import { isStopword, keywords, normal, termsOf } from '../text/terms';

/** Kinds of files that hold text, or whose text the reader extracts. */
const READABLE = /\.(txt|md|markdown|pdf|html?|csv|tsv|json|xml|ya?ml|docx|pptx|xlsx|log|rst)$/i;
const MOST_FILES = 3;
const LARGEST_FILE = 20_000_000;

type Files = DecisionMaterial['files'];

/** A file that the text names, in full or without its ending. */
export function mentionedFile(text: string, files: Files): string | undefined {
  const lower = text.toLowerCase();
  const named = files.filter(({ name }) => lower.includes(name.toLowerCase()));
  return named.sort((a, b) => b.name.length - a.name.length)[0]?.name;
}

/** Files that a question may be about although it does not name them. */
export const readableFiles = (files: Files): string[] =>
  files
    .filter(({ name, size }) => READABLE.test(name) && size <= LARGEST_FILE)
    .slice(0, MOST_FILES)
    .map(({ name }) => name);

/** The action that brings a text to be summarized. */
export interface Target {
  action: 'read_file' | 'fetch_document' | 'browse_page';
  parameters: Record<string, unknown>;
}

const file = (filename: string): Target => ({ action: 'read_file', parameters: { filename } });
const document = (documentId: string): Target => ({ action: 'fetch_document', parameters: { documentId } });

/** What is to be summarized: what is named, or the only thing there is. */
export function targetOf(text: string, { files, documents }: DecisionMaterial): Target | undefined {
  const url = /https?:\/\/[^\s"'<>]+/i.exec(text)?.[0].replace(/[.,;!?)]+$/, '');
  if (url) return { action: 'browse_page', parameters: { url } };
  const name = mentionedFile(text, files);
  if (name !== undefined) return file(name);
  const best = documents
    .map(({ id, title }) => ({ id, share: sharedWords(text, title) }))
    .sort((a, b) => b.share - a.share)[0];
  if (best && best.share >= 0.5) return document(best.id);
  return /^(?:(?:the|this|that|my|our|uploaded|whole|document|documents|file|files|pdf|report|text|it)\b\W*)*$/i.test(
    text,
  )
    ? onlyOne(files, documents)
    : undefined;
}

function onlyOne(files: Files, documents: DecisionMaterial['documents']): Target | undefined {
  const [only] = documents;
  if (only) return documents.length === 1 ? document(only.id) : undefined;
  const [name] = readableFiles(files);
  return name === undefined ? undefined : file(name);
}

/** Share of the title's meaning that the text mentions. */
function sharedWords(text: string, title: string): number {
  const mentioned = new Set(termsOf(text).map(({ term }) => term));
  const words = keywords(title)
    .filter((word) => !isStopword(word))
    .map(normal);
  return words.length === 0 ? 0 : words.filter((word) => mentioned.has(word)).length / words.length;
}

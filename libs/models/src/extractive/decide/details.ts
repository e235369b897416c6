import type { HistoryItem, Passage } from '../../calls/model-call';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The result of an action may come as an object, or as its JSON when it was shortened for a model. */
function opened(details: unknown): unknown {
  if (typeof details !== 'string' || !/^\s*[[{]/.test(details)) return details;
  try {
    return JSON.parse(details);
  } catch {
    return details;
  }
}

const string = (...values: unknown[]): string | undefined =>
  values.find((value) => typeof value === 'string');

/** The chunks in the result of `rag_search`, `fetch_chunk` and `fetch_document`. */
export function passagesOf({ details, parameters }: HistoryItem): Passage[] {
  const value = opened(details);
  const list =
    isRecord(value) && Array.isArray(value.chunks) ? value.chunks : Array.isArray(value) ? value : [value];
  const passages = list.filter(isRecord).flatMap((chunk) => toPassage(chunk));
  if (passages.length > 0) return passages;
  const text = string(
    value,
    isRecord(value) ? value.content : undefined,
    isRecord(value) ? value.text : undefined,
  );
  const id = string(parameters.documentId, parameters.chunkId, parameters.filename) ?? 'result';
  return text === undefined ? [] : [{ chunkId: id, documentId: id, title: '', text }];
}

function toPassage(chunk: Record<string, unknown>): Passage[] {
  const text = string(chunk.content, chunk.text);
  const chunkId = string(chunk.id, chunk.chunkId);
  if (text === undefined || chunkId === undefined) return [];
  return [
    {
      chunkId,
      documentId: string(chunk.documentId) ?? chunkId,
      title: string(chunk.documentTitle, chunk.title) ?? '',
      text,
      ...(typeof chunk.page === 'number' && { page: chunk.page }),
    },
  ];
}

/** The text in the result of `read_file` and of anything else that answers with text. */
export function textOf({ details, summary }: HistoryItem): string {
  const value = opened(details);
  if (typeof value === 'string') return value;
  const text = isRecord(value) ? string(value.content, value.text, value.body, value.message) : undefined;
  return text ?? (value === undefined || value === null ? (summary ?? '') : JSON.stringify(value, null, 2));
}

export const failed = ({ status }: HistoryItem): boolean => !/^success$/i.test(status);

/** Why an action failed, in the words of its result. */
export const reasonOf = (item: HistoryItem): string => item.summary ?? (textOf(item) || 'it did not say why');

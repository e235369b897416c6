import type { HistoryItem } from '../../calls/model-call';
import { failed, reasonOf, textOf } from './details';

/** What a person is told of an action that was done for them. */
export function report(item: HistoryItem): string {
  if (failed(item)) return `${item.action} did not succeed: ${reasonOf(item)}`;
  if (item.action === 'write_file') return `Written: ${String(item.parameters.filename)}`;
  if (item.action === 'send_email') return item.summary ?? `Sent to ${String(item.parameters.to)}.`;
  if (item.action === 'search_web') return hitList(item);
  if (item.action === 'list_files') return fileList(item);
  return textOf(item) || (item.summary ?? `${item.action} is done.`);
}

/** What was found in the web; nothing of it is vouched for. */
function hitList({ details }: HistoryItem): string {
  const hits =
    (details as { hits?: { title: string; url: string; snippet: string }[] } | undefined)?.hits ?? [];
  if (hits.length === 0) return 'The search found no pages.';
  return hits.map(({ title, url, snippet }) => `- ${title} (${url})${snippet && `: ${snippet}`}`).join('\n');
}

function fileList({ details }: HistoryItem): string {
  const list: unknown = Array.isArray(details)
    ? details
    : (details as { files?: unknown } | undefined)?.files;
  if (!Array.isArray(list))
    return typeof details === 'string' && details !== '' ? details : 'There are no files.';
  if (list.length === 0) return 'There are no files.';
  return list.map((file) => `- ${fileLine(file)}`).join('\n');
}

function fileLine(file: unknown): string {
  if (typeof file === 'string') return file;
  const { name, filename, size } = (file ?? {}) as { name?: string; filename?: string; size?: number };
  return `${name ?? filename ?? JSON.stringify(file)}${size === undefined ? '' : ` (${size} bytes)`}`;
}

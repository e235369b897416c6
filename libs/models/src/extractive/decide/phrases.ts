import type { DecisionMaterial, Passage } from '../../calls/model-call';
import { findEvidence } from '../evidence';
import { keywords } from '../text/terms';

const HONEST = 'No language model is configured, so I can only quote what is written there.';

export const NOTHING_TO_READ =
  'There are no documents or files to answer from. Upload one and ask again. No language model is configured, so I can only quote what documents say and follow plain instructions such as "list the files" or "write hello to out.txt".';

export function notFound({ documents }: DecisionMaterial, text: string, passages: Passage[]): string {
  const files = new Set(
    passages.filter(({ title, documentId }) => title === documentId).map(({ title }) => title),
  );
  const places = [...(documents.length > 0 ? ['your documents'] : []), ...files].join(' and ') || 'the files';
  const about = keywords(text).join(', ') || 'this';
  const { nearest } = findEvidence(text, passages);
  const near = nearest ? ` The nearest that they say is: ${nearest.text} [${nearest.passage.chunkId}]` : '';
  return `I searched ${places} for ${about} and found nothing that answers it.${near}\n\n${HONEST}`;
}

export function introduction({ documents }: DecisionMaterial): string {
  const count = documents.length === 1 ? 'document' : `${documents.length} documents`;
  const about =
    documents.length > 0 ? `Ask me about your ${count}.` : 'Upload a document and ask me about it.';
  return `Hello. ${about} No language model is configured: I quote what your documents say, and I follow plain instructions such as "list the files", "read notes.txt" or "write hello to out.txt".`;
}

export function documentList({ documents }: DecisionMaterial): string {
  if (documents.length === 0) return 'There are no documents yet.';
  return documents
    .map(({ title, description }) => `- ${title}${description ? `: ${description}` : ''}`)
    .join('\n');
}

import type { ExtractedPart } from '@muster/documents';

/** The parts without their first `skip` characters, which are stored already. */
export function* after(parts: Iterable<ExtractedPart>, skip: number): Generator<ExtractedPart> {
  let start = 0;
  for (const part of parts) {
    const end = start + part.text.length;
    if (end > skip || part.text === '') yield { ...part, text: part.text.slice(Math.max(0, skip - start)) };
    start = end;
  }
}

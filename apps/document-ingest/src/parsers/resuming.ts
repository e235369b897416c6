import type { ExtractedBlock, ExtractedPart } from '@muster/documents';

/** The parts without their first `skip` characters, which are stored already. */
export async function* after(
  parts: Iterable<ExtractedPart> | AsyncIterable<ExtractedPart>,
  skip: number,
): AsyncGenerator<ExtractedPart> {
  let start = 0;
  for await (const part of parts) {
    const end = start + part.text.length;
    if (end > skip || part.text === '') yield partAfter(part, Math.max(0, skip - start));
    start = end;
  }
}

/** A part without its first `skip` characters; of a block that is cut, the rest remains as its continuation. */
function partAfter(part: ExtractedPart, skip: number): ExtractedPart {
  if (skip === 0) return part;
  const text = part.text.slice(skip);
  const blocks = part.blocks.flatMap((block) => blockAfter(block, skip, text));
  return { ...part, text, blocks };
}

function blockAfter(block: ExtractedBlock, skip: number, text: string): ExtractedBlock[] {
  const end = block.end - skip;
  if (end <= 0) return [];
  let start = Math.max(0, block.start - skip);
  while (/\s/.test(text[start] ?? '')) start += 1;
  return [{ ...block, ...(block.start < skip && { continued: true }), start, end }];
}

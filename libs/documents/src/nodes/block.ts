/** What a stretch of a document is. Everything that is not white space lies in exactly one block. */
export const BLOCK_KINDS = ['heading', 'paragraph', 'list', 'table', 'image', 'code'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

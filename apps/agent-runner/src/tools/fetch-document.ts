import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DocumentsService } from '@muster/documents';
import type { Tool, ToolCall, ToolResult } from './tool';

const AT_MOST = 20;

const parameters = z.object({
  documentId: z.string(),
  from: z.int().min(0).optional().describe('number of the first passage, from 0'),
  to: z.int().min(0).optional().describe(`number of the last passage; at most ${AT_MOST} are read`),
});

@Injectable()
export class FetchDocument implements Tool<z.infer<typeof parameters>> {
  readonly name = 'fetch_document';
  readonly category = 'rag';
  readonly description = `Read a document from passage to passage, at most ${AT_MOST} at once.`;
  readonly parameters = parameters;

  constructor(private readonly documents: DocumentsService) {}

  async run(
    { documentId, from = 0, to }: z.infer<typeof parameters>,
    { owner }: ToolCall,
  ): Promise<ToolResult> {
    const document = await this.documents.get(owner, documentId);
    const limit = Math.min(AT_MOST, Math.max(1, (to ?? from + AT_MOST - 1) - from + 1));
    const { items } = await this.documents.chunks(owner, documentId, { from, limit });
    const content = items.map(({ text }) => text).join('\n\n');
    const last = items.at(-1)?.position ?? from;
    return {
      summary: `Passages ${from} to ${last} of ${document.chunkCount} of ${document.title}`,
      details: {
        documentId,
        title: document.title,
        from,
        to: last,
        chunkCount: document.chunkCount,
        content,
      },
    };
  }
}

import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DocumentsService } from '@muster/documents';
import { toChunkView } from './chunk-view';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({ chunkId: z.string().describe('id of a passage that was found') });

@Injectable()
export class FetchChunk implements Tool<z.infer<typeof parameters>> {
  readonly name = 'fetch_chunk';
  readonly category = 'rag';
  readonly description = 'Read one passage of a document in full.';
  readonly parameters = parameters;

  constructor(private readonly documents: DocumentsService) {}

  async run({ chunkId }: z.infer<typeof parameters>, { owner }: ToolCall): Promise<ToolResult> {
    const chunk = await this.documents.chunk(owner, chunkId);
    const document = await this.documents.get(owner, chunk.documentId);
    return {
      summary: `Passage ${chunk.position + 1} of ${document.title}`,
      details: toChunkView({ chunk, document }),
    };
  }
}

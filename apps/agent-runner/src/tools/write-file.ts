import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WorkspaceFilesService } from '@muster/workspaces';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({
  filename: z.string().min(1).describe('name without folders'),
  body: z.string().max(1_000_000).describe('the whole content'),
});

@Injectable()
export class WriteFile implements Tool<z.infer<typeof parameters>> {
  readonly name = 'write_file';
  readonly category = 'filesystem';
  readonly description = "Write a text file into the task's folder. A file of the same name is replaced.";
  readonly parameters = parameters;
  /** The store takes the same version once, so repeating it is safe. */
  readonly effect = { idempotent: true };

  constructor(private readonly files: WorkspaceFilesService) {}

  async run({ filename, body }: z.infer<typeof parameters>, call: ToolCall): Promise<ToolResult> {
    const file = await this.files.put(call.owner, call.runId, {
      filename,
      bytes: Buffer.from(body),
      version: call.idempotencyKey,
      metadata: { createdBy: 'agent' },
    });
    const { id, size, contentType, metadata } = file;
    return {
      summary: `Wrote ${file.filename}`,
      details: { filename: file.filename, size },
      files: [{ id, filename: file.filename, contentType, size, metadata }],
    };
  }
}

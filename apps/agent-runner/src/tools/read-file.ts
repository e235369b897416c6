import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WorkspaceFilesService } from '@muster/workspaces';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({ filename: z.string().min(1) });
const MOST_BYTES = 100_000;

@Injectable()
export class ReadFile implements Tool<z.infer<typeof parameters>> {
  readonly name = 'read_file';
  readonly category = 'filesystem';
  readonly description = "Read a text file of the task's folder, at most its first 100 kB.";
  readonly parameters = parameters;

  constructor(private readonly files: WorkspaceFilesService) {}

  async run({ filename }: z.infer<typeof parameters>, { owner, runId }: ToolCall): Promise<ToolResult> {
    const file = await this.files.find(owner, runId, filename);
    const { text, truncated } = await this.files.readText(file, MOST_BYTES);
    return { summary: `Read ${file.filename}${truncated ? ' (its first 100 kB)' : ''}`, details: text };
  }
}

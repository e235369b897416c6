import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WorkspaceFilesService } from '@muster/workspaces';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({});
const AT_MOST = 1_000;

@Injectable()
export class ListFiles implements Tool<z.infer<typeof parameters>> {
  readonly name = 'list_files';
  readonly category = 'filesystem';
  readonly description = "List the files of the task's folder with their sizes in bytes.";
  readonly parameters = parameters;

  constructor(private readonly files: WorkspaceFilesService) {}

  async run(_: z.infer<typeof parameters>, { owner, runId }: ToolCall): Promise<ToolResult> {
    const { items } = await this.files.list(owner, runId, { limit: AT_MOST });
    const details = items.map(({ filename, size }) => ({ filename, size }));
    return { summary: `${items.length} file${items.length === 1 ? '' : 's'}`, details };
  }
}

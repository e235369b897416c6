import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { holdsText } from '@muster/documents';
import { Hinter } from '@muster/platform';
import { type WorkspaceFile, WorkspaceFilesService } from '@muster/workspaces';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({ filename: z.string().min(1) });
const MOST_BYTES = 100_000;
const EXTRACTION_MS = 30_000;

@Injectable()
export class ReadFile implements Tool<z.infer<typeof parameters>> {
  readonly name = 'read_file';
  readonly category = 'filesystem';
  readonly description =
    "Read a file of the task's folder: text, PDF or an office document, at most its first 100 kB of text.";
  readonly parameters = parameters;

  constructor(
    private readonly files: WorkspaceFilesService,
    private readonly hinter: Hinter,
  ) {}

  async run({ filename }: z.infer<typeof parameters>, { owner, runId }: ToolCall): Promise<ToolResult> {
    const file = await this.files.find(owner, runId, filename);
    const { text, truncated } = await this.textOf(file);
    return { summary: `Read ${file.filename}${truncated ? ' (its first 100 kB)' : ''}`, details: text };
  }

  private textOf(file: WorkspaceFile): Promise<{ text: string; truncated: boolean }> {
    const { storageKey, contentType, size } = file;
    if (!holdsText(contentType)) return this.files.readText(file, MOST_BYTES);
    return this.hinter.ask(
      'documents.text',
      { storageKey, contentType, size, maxChars: MOST_BYTES },
      EXTRACTION_MS,
    );
  }
}

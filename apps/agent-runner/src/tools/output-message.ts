import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Citation } from '@muster/documents';
import { Quotes } from './quotes';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({ message: z.string().min(1).describe('what the person is told') });

/** Answers the person. References to passages in it become citations, or are said to be unconfirmed. */
@Injectable()
export class OutputMessage implements Tool<z.infer<typeof parameters>> {
  readonly name = 'output_message';
  readonly category = 'core';
  readonly description =
    'Tell the person something: an answer, a result, a refusal. Refer to passages that were found by [chunk id]. ' +
    'Usually the last action of a task.';
  readonly parameters = parameters;

  constructor(private readonly quotes: Quotes) {}

  async run({ message }: z.infer<typeof parameters>, { owner, earlier }: ToolCall): Promise<ToolResult> {
    const known = earlier.flatMap(({ details }) => citationsIn(details));
    const { citations, dropped } = await this.quotes.of(owner, message, known);
    const note =
      dropped === 0
        ? ''
        : `\n\n(${dropped} reference${dropped === 1 ? '' : 's'} could not be found in the documents.)`;
    return { summary: 'Answered', details: message + note, message: message + note, citations };
  }
}

const citationsIn = (details: unknown): Citation[] => {
  const found = (details as { citations?: unknown } | null)?.citations;
  return Array.isArray(found) ? (found as Citation[]) : [];
};

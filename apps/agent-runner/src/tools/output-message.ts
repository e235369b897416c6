import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { UnsupportedStatement } from '@muster/tasks';
import { AnswerCheck } from '../answers/answer-check';
import type { Tool, ToolCall, ToolResult } from './tool';

const parameters = z.object({ message: z.string().min(1).describe('what the person is told') });

/** Statements named in the note below an answer, and characters of each. */
const MOST_NAMED = 5;
const LONGEST_NAMED = 120;

/** Answers the person. References to passages in it become citations, and what no passage backs is said to be so. */
@Injectable()
export class OutputMessage implements Tool<z.infer<typeof parameters>> {
  readonly name = 'output_message';
  readonly category = 'core';
  readonly description =
    'Tell the person something: an answer, a result, a refusal. Refer to passages that were found by [chunk id]. ' +
    'Usually the last action of a task.';
  readonly parameters = parameters;

  constructor(private readonly answers: AnswerCheck) {}

  async run({ message: said }: z.infer<typeof parameters>, { owner }: ToolCall): Promise<ToolResult> {
    const checked = await this.answers.check(owner, said);
    const message = said + noteOn(checked.unsupported);
    return { summary: 'Answered', details: message, message, ...checked };
  }
}

function noteOn(unsupported: UnsupportedStatement[]): string {
  if (unsupported.length === 0) return '';
  const named = unsupported.slice(0, MOST_NAMED).map(({ text }) => `“${shortened(text)}”`);
  const more = unsupported.length > MOST_NAMED ? ` and ${unsupported.length - MOST_NAMED} more` : '';
  return `\n\n(Not found in the documents: ${named.join(', ')}${more}.)`;
}

const shortened = (text: string): string =>
  text.length > LONGEST_NAMED ? `${text.slice(0, LONGEST_NAMED).toWellFormed()}…` : text;

import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Tool, ToolResult } from './tool';

const parameters = z.object({
  question: z.string().min(1),
  fields: z
    .array(z.string().min(1))
    .max(20)
    .optional()
    .describe('names of the values wanted; default: answer'),
});

@Injectable()
export class AskUser implements Tool<z.infer<typeof parameters>> {
  readonly name = 'ask_user';
  readonly category = 'core';
  readonly description = 'Ask the person for something you need to go on. The task waits for the answer.';
  readonly parameters = parameters;

  run({ question, fields = ['answer'] }: z.infer<typeof parameters>): Promise<ToolResult> {
    const stateData = Object.fromEntries(fields.map((field) => [field, '']));
    return Promise.resolve({
      status: 'AWAITING_INPUT',
      summary: question,
      details: { question, fields },
      message: question,
      stateData,
    });
  }

  resume(_: z.infer<typeof parameters>, given: Record<string, string>): Promise<ToolResult> {
    return Promise.resolve({ summary: 'The person answered', details: given });
  }
}

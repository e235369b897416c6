import { Injectable } from '@nestjs/common';
import { DomainError } from '@muster/platform';
import type { RunContext } from '@muster/runs';
import type { Turn } from '@muster/tasks';
import { ModelSteps } from '../models/model-steps';

const TITLE_WORDS = 5;
const DESCRIPTION_WORDS = 30;

/** Titles and descriptions of tasks, in the model's words. */
@Injectable()
export class Summaries {
  constructor(private readonly models: ModelSteps) {}

  /** Undefined when the model does not answer: nothing depends on it. */
  async of(
    ctx: RunContext,
    key: string,
    request: string,
    turns: Turn[],
  ): Promise<{ title: string; description: string } | undefined> {
    const said = turns.flatMap(({ result }) => result.message ?? []);
    const text = [request, ...said].join('\n\n').slice(0, 8_000);
    const title = await this.ask(ctx, `${key}:title`, `a title`, request, TITLE_WORDS);
    const description = await this.ask(ctx, `${key}:description`, `a description`, text, DESCRIPTION_WORDS);
    return title && description ? { title, description } : undefined;
  }

  private async ask(
    ctx: RunContext,
    key: string,
    what: string,
    text: string,
    maxWords: number,
  ): Promise<string | undefined> {
    try {
      const outcome = await this.models.tryAsk(ctx, key, {
        role: 'summary',
        system: `Give ${what} of at most ${maxWords} words for the task below, and nothing else: no quotes, no full stop.`,
        messages: [{ role: 'user', content: text }],
        material: { kind: 'summary', text, maxWords },
        maxOutputTokens: 200,
      });
      return 'answer' in outcome ? shortened(outcome.answer.text, maxWords) : undefined;
    } catch (error) {
      if (error instanceof DomainError && !error.retryable) return undefined;
      throw error;
    }
  }
}

const shortened = (text: string, maxWords: number): string =>
  text.trim().split(/\s+/).slice(0, maxWords).join(' ');

import { CHAIN, type ChainInput, implement, type RunContext } from '@muster/runs';
import type { ModelSteps } from '../models/model-steps';

type Message = { role: 'user' | 'assistant'; content: string };

export const chain = (models: ModelSteps) =>
  implement(CHAIN, async (ctx: RunContext, { prompts, system }: ChainInput) => {
    const messages: Message[] = [];
    for (const [index, prompt] of prompts.entries()) {
      messages.push({ role: 'user', content: prompt });
      const { text } = await models.ask(ctx, `prompt#${index + 1}`, {
        messages: [...messages],
        ...(system && { system }),
      });
      messages.push({ role: 'assistant', content: text });
    }
    return { answers: messages.filter(({ role }) => role === 'assistant').map(({ content }) => content) };
  });

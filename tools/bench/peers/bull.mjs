import Queue from 'bull';
import { answer, options, serve } from './serve.mjs';

// Not durable per step: a job that dies begins from its first prompt again, and Redis writes nothing to disk.
const queue = new Queue('bench', options.redisUrl, { prefix: 'bench-peer' });

queue.process(64, async ({ data }) => {
  const answers = [];
  for (const prompt of data.prompts) answers.push(await answer(prompt));
  return answers;
});

serve({
  start: async ({ prompts }) => (await queue.add({ prompts })).id,
  done: () => queue.getCompletedCount(),
});

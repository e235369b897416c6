import type { Scenario } from './scenario';

/** Scenarios that come with the product: for demonstrations and for tests of what surrounds a model. */
export const SCENARIOS: Record<string, Scenario> = {
  'three-steps': {
    about: 'writes a file, reads it, answers',
    turns: [
      { action: { name: 'write_file', parameters: { filename: 'note.txt', body: '{{request}}' } } },
      { action: { name: 'read_file', parameters: { filename: 'note.txt' } } },
      { action: { name: 'output_message', parameters: { message: 'Written and read: {{request}}' } } },
    ],
  },
  ask: {
    about: 'asks the person something, then answers with it',
    turns: [
      { action: { name: 'ask_user', parameters: { question: 'Which city?', fields: ['city'] } } },
      { action: { name: 'output_message', parameters: { message: 'Thank you. {{latest}}' } } },
    ],
  },
  search: {
    about: 'looks the request up in the documents, then answers',
    turns: [
      { action: { name: 'rag_search', parameters: { query: '{{request}}' } } },
      { action: { name: 'output_message', parameters: { message: 'Looked up: {{request}}' } } },
    ],
  },
  tools: {
    about: 'calls a tool, then answers',
    turns: [
      { toolCalls: [{ name: 'lookup', arguments: { query: '{{request}}' } }] },
      { text: 'The tool has answered about: {{request}}' },
    ],
  },
  slow: { about: 'takes two seconds', turns: [{ match: '', text: 'Done: {{latest}}', delayMs: 2_000 }] },
  garbled: { about: 'never gives the wanted form', turns: [{ match: '', text: 'I would rather not say' }] },
  outage: {
    about: 'is never there',
    turns: [{ match: '', error: { code: 'unavailable', message: 'the scripted provider plays an outage' } }],
  },
};

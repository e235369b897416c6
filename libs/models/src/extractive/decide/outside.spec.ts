import type { HistoryItem } from '../../calls/model-call';
import type { Decision } from '../../decisions/decision';
import { decide } from './decide';
import { readIntents } from './intents';

const ALL = ['output_message', 'search_web', 'browse_page', 'send_email', 'call_tool'];

describe('instructions that reach outside', () => {
  const decideAfter = (request: string, history: HistoryItem[], actions: string[]): Decision =>
    decide({ kind: 'decision', request, actions, documents: [], files: [], history });

  /** The actions that a request leads to when they answer so, and the last word. */
  const outside = (request: string, ...results: [action: string, details: unknown, summary?: string][]) => {
    const history: HistoryItem[] = [];
    const actions = results.map(([action, details, summary]) => {
      const decision = decideAfter(request, history, ALL);
      history.push({ action, parameters: decision.action.parameters, status: 'SUCCESS', details, summary });
      return decision.action;
    });
    return { actions, last: decideAfter(request, history, ALL) };
  };

  it('search the web, and list what is found', () => {
    const hits = [{ title: 'Cats', url: 'https://a.example/', snippet: 'about cats' }];
    const { actions, last } = outside('Search the web for cats', ['search_web', { hits }]);
    expect(actions).toEqual([{ name: 'search_web', parameters: { query: 'cats' } }]);
    expect(last.action.parameters.message).toBe('- Cats (https://a.example/): about cats');
  });

  it.each([
    'browse https://a.example/x?y=1.',
    'Please open the page at https://a.example/x?y=1',
    'read https://a.example/x?y=1!',
  ])('read a page: %s', (request) => {
    const { actions, last } = outside(request, ['browse_page', { title: 'T', content: 'the page' }]);
    expect(actions).toEqual([{ name: 'browse_page', parameters: { url: 'https://a.example/x?y=1' } }]);
    expect(last.action.parameters.message).toBe('the page');
  });

  it('summarize a page', () => {
    const content = 'The tower is tall. It stands by the sea. Many people visit it in summer.';
    const { actions, last } = outside('Summarize https://a.example/tower.', ['browse_page', { content }]);
    expect(actions).toEqual([{ name: 'browse_page', parameters: { url: 'https://a.example/tower' } }]);
    expect(last.action.parameters.message).toContain('The tower is tall.');
  });

  it('send mail, and tell how far it got', () => {
    const { actions, last } = outside(
      'Send an email to bob@example.com with the subject Lunch, saying At noon?',
      ['send_email', {}, 'Handed to the outbox, for bob@example.com'],
    );
    expect(actions).toEqual([
      { name: 'send_email', parameters: { to: 'bob@example.com', subject: 'Lunch', body: 'At noon?' } },
    ]);
    expect(last.action.parameters.message).toBe('Handed to the outbox, for bob@example.com');
  });

  it.each([
    ['Call the tool clock/now', { tool: 'clock/now' }],
    ['use tool math/add with {"a": [[1]], "b": 2}', { tool: 'math/add', arguments: { a: [[1]], b: 2 } }],
  ])('call a tool: %s', (request, parameters) => {
    expect(outside(request, ['call_tool', { content: '3' }]).actions).toEqual([
      { name: 'call_tool', parameters },
    ]);
  });

  it.each([
    'How do search engines find pages on the web?',
    'Who sent the e-mail to the lighthouse?',
    'What tool is used for https://a.example?',
  ])('are no questions: %s', (text) => {
    expect(readIntents(text)).toEqual([{ kind: 'question', text: expect.any(String) as string }]);
  });

  it('are declined where they are off', () => {
    const { action } = decideAfter('Search the web for cats', [], ['output_message']);
    expect(action.parameters.message).toContain('search_web is not switched on');
  });
});

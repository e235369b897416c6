import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { testDatabase, TestDatabase } from '@muster/testing';
import type { DecisionMaterial, HistoryItem, ModelCall } from '../calls/model-call';
import { markedActions } from '../decisions/markers';
import { callOf, modelsUnderTest, ModelsUnderTest } from '../specs/models-under-test';
import type { Scenario } from './scenario';

const DECISION = z.object({
  reasoning: z.string(),
  is_final: z.boolean(),
  action: z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()) }),
});

const material = (request: string, rest: Partial<DecisionMaterial> = {}): DecisionMaterial => ({
  kind: 'decision',
  request,
  actions: [],
  documents: [],
  files: [],
  history: [],
  ...rest,
});

const done = (action: string): HistoryItem => ({ action, parameters: {}, status: 'SUCCESS' });

describe('markedActions', () => {
  it.each([
    ['[[write_file out.txt Washington]]', 'write_file', { filename: 'out.txt', body: 'Washington' }],
    ['[[write_file "my file.txt" two words]]', 'write_file', { filename: 'my file.txt', body: 'two words' }],
    ['[[write_file {"filename": "a", "body": ""}]]', 'write_file', { filename: 'a', body: '' }],
    ['[[output_message All is done.]]', 'output_message', { message: 'All is done.' }],
    ['[[list_files]]', 'list_files', {}],
    ['[[call_tool weather {"city": "Rome"}]]', 'call_tool', { tool: 'weather', arguments: { city: 'Rome' } }],
    [
      '[[call_tool files/search {"any": [["a", "b"], ["c"]], "deep": {"list": [[1]]}}]]',
      'call_tool',
      { tool: 'files/search', arguments: { any: [['a', 'b'], ['c']], deep: { list: [[1]] } } },
    ],
    ['[[call_tool clock/now]]', 'call_tool', { tool: 'clock/now' }],
    ['[[fly_away now]]', 'fly_away', { input: 'now' }],
    ['please [[read_file a.txt]] for me', 'read_file', { filename: 'a.txt' }],
  ])('reads %s', (text, name, parameters) => {
    expect(markedActions(text)).toEqual([{ name, parameters }]);
  });

  it('finds none in plain text', () => {
    expect(markedActions('write_file [out.txt] and [[ ]]')).toEqual([]);
  });
});

describe('the scripted provider', () => {
  let db: TestDatabase;
  let folder: string;
  let at: ModelsUnderTest;

  beforeAll(async () => {
    db = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'scenarios-'));
    at = await modelsUnderTest(db.url, { DEFAULT_MODEL: 'scripted', SCENARIO_DIR: folder });
  });

  afterAll(async () => {
    await at.close();
    await db.close();
  });

  const scenario = async (name: string, content: Scenario | string): Promise<string> => {
    await writeFile(
      join(folder, `${name}.json`),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    return `scripted/${name}`;
  };
  const decide = async (facts: DecisionMaterial, rest: Partial<ModelCall> = {}) =>
    (await at.models.generate(callOf(facts.request, { material: facts, schema: DECISION, ...rest }))).object;

  describe('echo', () => {
    it('does the action that the newest word names, as not final', async () => {
      expect(await decide(material('hi', { instruction: '[[write_file out.txt Washington]]' }))).toEqual({
        reasoning: expect.any(String) as string,
        is_final: false,
        action: { name: 'write_file', parameters: { filename: 'out.txt', body: 'Washington' } },
      });
    });

    it('goes through the actions of the request, step by step, then says it back', async () => {
      const facts = material('[[write_file a.txt x]] [[read_file a.txt]]');
      const names = [];
      for (const history of [[], [done('write_file')], [done('write_file'), done('read_file')]]) {
        names.push(((await decide({ ...facts, history })) as z.infer<typeof DECISION>).action.name);
      }
      expect(names).toEqual(['write_file', 'read_file', 'output_message']);
    });

    it('says the message back and is final by default', async () => {
      expect(await decide(material('Hello'))).toMatchObject({
        is_final: true,
        action: { name: 'output_message', parameters: { message: 'Hello' } },
      });
    });

    it('is labelled, and answers plain text with the text, in pieces when streamed', async () => {
      const pieces: string[] = [];
      const answer = await at.models.generate(callOf('one two', { onText: (piece) => pieces.push(piece) }));
      expect(answer).toMatchObject({ text: 'one two', model: 'scripted/echo', finishReason: 'stop' });
      expect(pieces).toEqual(['one ', 'two']);
    });

    it('calls an offered tool that the newest word names, once', async () => {
      const tools = { weather: { description: '', inputSchema: { type: 'object' } } };
      const first = await at.models.generate(callOf('[[weather {"city": "Rome"}]]', { tools }));
      expect(first.toolCalls).toEqual([{ id: 'call_0_0', name: 'weather', arguments: { city: 'Rome' } }]);
      const second = await at.models.generate(
        callOf('', {
          tools,
          messages: [
            { role: 'user', content: '[[weather {"city": "Rome"}]]' },
            { role: 'assistant', content: 'calling' },
          ],
        }),
      );
      expect(second.toolCalls).toEqual([]);
    });
  });

  describe('scenarios', () => {
    it('play the turn that the conversation has come to, whatever was asked before', async () => {
      const model = await scenario('linear', { turns: [{ text: 'first' }, { text: 'second' }] });
      const second = callOf('', {
        model,
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'first' },
          { role: 'user', content: 'b' },
        ],
      });
      const texts = [];
      for (const call of [second, second, callOf('a', { model })])
        texts.push((await at.models.generate(call)).text);
      expect(texts).toEqual(['second', 'second', 'first']);
    });

    it('count the steps of a step task as turns', async () => {
      const model = await scenario('steps', {
        turns: [
          { action: { name: 'list_files' } },
          { action: { name: 'output_message', parameters: { message: 'You asked: {{request}}' } } },
        ],
      });
      expect(await decide(material('Why?'), { model })).toMatchObject({
        is_final: false,
        action: { name: 'list_files', parameters: {} },
      });
      expect(await decide(material('Why?', { history: [done('list_files')] }), { model })).toMatchObject({
        is_final: true,
        action: { parameters: { message: 'You asked: Why?' } },
      });
    });

    it('prefer a turn that matches the newest word, the role or the number of turns', async () => {
      const model = await scenario('matching', {
        turns: [
          { text: 'linear' },
          { match: 'weather', text: 'it rains' },
          { match: { role: 'summary' }, text: 'a title' },
          { match: { text: 'again', turn: 1 }, text: 'twice' },
        ],
      });
      const say = async (text: string, rest: Partial<ModelCall> = {}) =>
        (await at.models.generate(callOf(text, { model, ...rest }))).text;
      expect(await say('How is the Weather?')).toBe('it rains');
      expect(await say('sum up', { role: 'summary' })).toBe('a title');
      expect(await say('again')).toBe('linear');
      const messages: ModelCall['messages'] = [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: 'y' },
        { role: 'user', content: 'again' },
      ];
      expect(await say('', { messages })).toBe('twice');
    });

    it('say what they are told to have used, and cost what the catalog says', async () => {
      const priced = join(folder, 'catalog');
      await writeFile(priced, JSON.stringify({ 'scripted/costly': { input: 10, output: 20 } }));
      await scenario('costly', { turns: [{ text: 'x', usage: { inputTokens: 1_000, outputTokens: 500 } }] });
      const own = await modelsUnderTest(db.url, { MODEL_CATALOG: priced, SCENARIO_DIR: folder });
      const call = callOf('go', { model: 'scripted/costly' });
      const { usage } = await own.models.generate(call);
      expect(usage).toEqual({ inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 500, costUsd: 0.02 });
      expect((await own.usage.totals({ orgId: call.charge.orgId })).costUsd).toBe(0.02);
      await own.close();
    });

    it('fail the way they are told to', async () => {
      const model = await scenario('failing', {
        turns: [{ error: { code: 'unavailable', message: 'down', retryAfter: 9 } }],
      });
      const call = callOf('go', { model });
      await expect(at.models.generate(call)).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
        details: { retryAfter: 9 },
      });
      await at.usage.settled();
      expect((await at.usage.list({ orgId: call.charge.orgId })).items).toMatchObject([
        { outcome: 'failed' },
      ]);
    });

    it('wait when they are told to, and stop waiting when the call is stopped', async () => {
      const model = await scenario('waiting', { turns: [{ text: 'late', delayMs: 60_000 }] });
      const stop = new AbortController();
      const result = at.models.generate(callOf('go', { model, signal: stop.signal }));
      setTimeout(() => stop.abort(), 20);
      await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('give a wrong form without a second try: they would say the same again', async () => {
      await expect(decide(material('x'), { model: 'scripted/garbled' })).rejects.toMatchObject({
        details: { reason: 'model_output' },
      });
    });

    it('come with the product where the folder has none of that name', async () => {
      expect(await decide(material('x'), { model: 'scripted/three-steps' })).toMatchObject({
        action: { name: 'write_file', parameters: { filename: 'note.txt', body: 'x' } },
      });
    });

    it.each([
      ['nothing', '{}', /needs a list "turns"/],
      ['syntax', '{"turns": [', /scenario syntax: /],
      ['empty-turn', '{"turns": [{"text": "a"}, {"delayMs": 5}]}', /turn 1 needs one of text/],
      ['regex', '{"turns": [{"match": "(", "text": "a"}]}', /turn 0: Invalid regular expression/],
    ])('say what is wrong with a file: %s', async (name, content, message) => {
      const model = await scenario(name, content);
      await expect(at.models.generate(callOf('go', { model }))).rejects.toThrow(message);
    });

    it('end with an error that names the missing turn', async () => {
      const model = await scenario('short', { turns: [{ text: 'only one' }] });
      const history = [done('list_files')];
      await expect(decide(material('x', { history }), { model })).rejects.toThrow(
        /short has no turn number 1/,
      );
    });

    it('are looked for nowhere else than in their folder', async () => {
      await expect(at.models.generate(callOf('go', { model: 'scripted/../secret' }))).rejects.toThrow(
        /cannot be the name/,
      );
      await expect(at.models.generate(callOf('go', { model: 'scripted/absent' }))).rejects.toThrow(
        /no scenario "absent": known are echo, three-steps/,
      );
    });
  });

  it('leaves a row in the ledger that cost nothing', async () => {
    const call = callOf('hello');
    await at.models.generate(call);
    await at.usage.settled();
    expect((await at.usage.list({ orgId: call.charge.orgId })).items).toMatchObject([
      { provider: 'scripted', model: 'echo', costUsd: 0, priced: true, outcome: 'ok' },
    ]);
  });
});

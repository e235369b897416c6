import { z } from 'zod';
import { testDatabase, TestDatabase } from '@muster/testing';
import { handbookPassages } from './handbook.data';
import { callOf, modelsUnderTest, ModelsUnderTest } from './models-under-test';

describe('a process without any key', () => {
  let db: TestDatabase;
  let at: ModelsUnderTest;

  beforeAll(async () => {
    db = await testDatabase();
    at = await modelsUnderTest(db.url);
  });

  afterAll(async () => {
    await at.close();
    await db.close();
  });

  it('answers from passages, in pieces when streamed, labelled as what it is and free', async () => {
    const pieces: string[] = [];
    const question = 'How tall is the tower?';
    const call = callOf(question, {
      material: { kind: 'answer', question, passages: handbookPassages() },
      onText: (piece) => pieces.push(piece),
    });
    const answer = await at.models.generate(call);
    expect(answer).toMatchObject({
      text: expect.stringMatching(/38\.5 m tall .*\[chunk-\d\]/) as string,
      model: 'extractive/passages',
      usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    });
    expect(pieces.join('')).toBe(answer.text);
    await at.usage.settled();
    expect((await at.usage.list({ orgId: call.charge.orgId })).items).toMatchObject([
      { provider: 'extractive', outcome: 'ok', costUsd: 0, priced: true },
    ]);
  });

  it('decides on the next action in the form that was asked for', async () => {
    const schema = z.object({
      reasoning: z.string(),
      is_final: z.boolean(),
      action: z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()) }),
    });
    const answer = await at.models.generate(
      callOf('', {
        schema,
        material: {
          kind: 'decision',
          request: 'list the files',
          actions: ['list_files', 'output_message'],
          documents: [],
          files: [],
          history: [],
        },
      }),
    );
    expect(answer.object).toMatchObject({ is_final: false, action: { name: 'list_files', parameters: {} } });
    expect(JSON.parse(answer.text)).toEqual(answer.object);
  });

  it('says that it needs a language model for what it cannot do', async () => {
    await expect(at.models.generate(callOf('Write me a poem'))).rejects.toMatchObject({
      code: 'invalid',
      details: { reason: 'language_model_required' },
    });
  });
});

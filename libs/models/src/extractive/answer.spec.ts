import type { Passage } from '../calls/model-call';
import { handbookPassages } from '../specs/handbook.data';
import { answerFrom } from './answer';
import { findEvidence } from './evidence';

const passage = (text: string, fields: Partial<Passage> = {}): Passage => ({
  chunkId: 'c1',
  documentId: 'd1',
  title: '',
  text,
  ...fields,
});

describe('answerFrom', () => {
  const passages = handbookPassages();

  it.each([
    ['Who built the lighthouse?', 'Thomas R. Whitlock'],
    ['When was the lamp first lit?', '3 March 1874'],
    ['How tall is the tower?', '38.5 m tall'],
    ['Where did the granite come from?', 'quarry at Hollin'],
    ['How far away can the light be seen?', '21 nautical miles'],
    ['Why was nobody hurt in the storm?', 'moved to the tower'],
    ['What time does the museum close in winter?', 'closes at 3.30 p.m.'],
    ['How many people may be in the tower at the same time?', 'No more than 25 visitors'],
    ['How many days of holiday do new staff get?', '28 days of paid leave'],
    ['When was the light automated?', '1988, the year in which the light was automated'],
  ])('finds the sentence that answers %s', (question, expected) => {
    const { quotes } = findEvidence(question, passages);
    const best = [...quotes].sort((a, b) => b.score - a.score)[0];
    expect(best?.text.replace(/\s+/g, ' ')).toContain(expected);
    // To the point: a person wants the answer, not the chapter.
    expect(quotes.length).toBeLessThanOrEqual(2);
  });

  it.each([
    'What is the capital of France?',
    'Who is the president of the museum?',
    'Does the museum have a restaurant?',
    'What is the phone number of the museum?',
    'How do I reset my password?',
  ])('says that nothing answers %s', (question) => {
    const answer = answerFrom(question, passages);
    expect(answer.supported).toBe(false);
    expect(answer.text).toContain('Nothing in the passages found answers this question.');
  });

  it('gives all items of a list when a list is asked for', () => {
    const { text } = answerFrom('List the safety rules', passages);
    for (const rule of ['No more than 25 visitors', 'Children under 8', 'winds above 80 km/h']) {
      expect(text).toContain(rule);
    }
  });

  it('quotes byte for byte, each sentence with the chunk that holds it', () => {
    const { text } = answerFrom('Who built the lighthouse and when was the light automated?', passages);
    const citations = [...text.matchAll(/([\s\S]+?) \[(chunk-\d+)\](?:\n|$)/g)];
    expect(citations.length).toBeGreaterThan(0);
    for (const [, quote = '', id] of citations) {
      expect(passages.find(({ chunkId }) => chunkId === id)?.text).toContain(quote);
    }
  });

  it('puts the sentences of a document in reading order', () => {
    const { quotes } = findEvidence('Which costs are fixed costs?', [
      passage('Insurance is one of the fixed costs.', { chunkId: 'b', page: 9 }),
      passage('Fixed costs do not change. Rent counts among the fixed costs.', { chunkId: 'a', page: 2 }),
    ]);
    expect(quotes.map(({ passage: { page } }) => page)).toEqual([2, 2, 9]);
  });

  it('says once what overlapping chunks say twice', () => {
    const text = 'The warranty lasts two years from the day of purchase.';
    const { quotes } = findEvidence('How long does the warranty last?', [
      passage(text, { chunkId: 'a' }),
      passage(`Unrelated words. ${text}`, { chunkId: 'b' }),
    ]);
    expect(quotes).toHaveLength(1);
  });

  it('prefers the sentence that has the wanted kind of thing', () => {
    const { quotes } = findEvidence('When was the contract signed?', [
      passage('The contract was signed in good spirits by everybody. The contract was signed on 4 May 2021.'),
    ]);
    const best = [...quotes].sort((a, b) => b.score - a.score)[0];
    expect(best?.text).toContain('4 May 2021');
  });

  it('finds the definition among the mentions', () => {
    const { quotes } = findEvidence('What is a cost pool?', [
      passage(
        'Direct costs go to the cost pool of a department. A cost pool is a collection of costs with one basis of allocation. Each cost pool has an owner.',
      ),
    ]);
    const best = [...quotes].sort((a, b) => b.score - a.score)[0];
    expect(best?.text).toContain('is a collection');
  });

  it('answers from the line after a question that stands in the text', () => {
    const { text } = answerFrom('Can I bring my dog?', [
      passage(
        'Can I bring my dog?\nOnly guide dogs are allowed inside.\n\nCan I park?\nYes, behind the house.',
      ),
    ]);
    expect(text).toContain('Only guide dogs are allowed');
  });

  it('answers from the sentence after one that only reports the question', () => {
    const { text } = answerFrom('At which humidity do the vents open?', [
      passage('A customer asked at which humidity the vents open on their own. Clerk answered 82 percent.'),
    ]);
    expect(text).toContain('82 percent');
  });

  const table = 'Setting\tDefault\tWhat it decides\nPORT\t8000\tWhere it listens\nHOST\t127.0.0.1\tFor whom';
  it.each([
    ['What is the default of PORT?', table, '8000'],
    [
      'What is a hold?',
      'Holds are kept.\n\nWord\tMeaning\nHold\tThe reserved part of a budget\nRun\tAn execution',
      'reserved part',
    ],
    [
      'Which model does Clerk use?',
      '| Agent | Model |\n| --- | --- |\n| Clerk | extractive |\n| Pruner | small |',
      'extractive',
    ],
  ])(
    'answers %s from the row that is about it, not from the head of the table',
    (question, text, expected) => {
      const { quotes } = findEvidence(question, [passage(text)]);
      const best = [...quotes].sort((a, b) => b.score - a.score)[0];
      expect(best?.text).toContain(expected);
      expect(best?.text).not.toMatch(/Setting|Meaning|Agent/);
    },
  );

  it('takes no running head for an answer', () => {
    const { text } = answerFrom('How do I back up Muster?', [
      passage('Back up Postgres first.\n\nThe Muster Handbook\t6', { title: 'The Muster Handbook' }),
    ]);
    expect(text).toContain('Postgres');
    expect(text).not.toContain('Handbook');
  });

  it('quotes no command for an answer', () => {
    const { text } = answerFrom('What happens when a worker dies?', [
      passage(
        'TASK=$(curl -s $B/tasks -d "What happens when a worker dies?")\n\nWhen a worker dies, another one takes over.',
      ),
    ]);
    expect(text).toContain('takes over');
    expect(text).not.toContain('curl');
  });

  it('knows what was taken, and that the largest is the maximum', () => {
    expect(
      answerFrom('How long did the installation take?', [passage('The installation took nine minutes.')])
        .text,
    ).toContain('nine');
    expect(
      answerFrom('What is the maximum upload size?', [
        passage('MAX_UPLOAD_MB\t100\tLargest upload\nPORT\t80\tAddress'),
      ]).text,
    ).toContain('100');
  });

  it('works in other languages', () => {
    const german = passage('Die Brücke wurde 1932 eröffnet. Sie kostete vier Millionen Mark.');
    expect(answerFrom('Wann wurde die Brücke eröffnet?', [german]).text).toContain('1932');
    const japanese = passage('橋は1932年に完成した。長さは500メートルです。');
    expect(answerFrom('橋の長さは?', [japanese]).text).toContain('500メートル');
  });

  it('has nothing to say without passages or without a question', () => {
    expect(answerFrom('When?', []).supported).toBe(false);
    expect(answerFrom('???', passages).supported).toBe(false);
  });
});

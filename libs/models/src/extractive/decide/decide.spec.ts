import type { DecisionMaterial, HistoryItem } from '../../calls/model-call';
import type { Decision } from '../../decisions/decision';
import { handbookPassages } from '../../specs/handbook.data';
import { EXTRACTIVE_NOTE } from '../answer';
import { decide } from './decide';
import { readIntents } from './intents';

const ALL = [
  'output_message',
  'ask_user',
  'read_file',
  'write_file',
  'list_files',
  'rag_search',
  'fetch_chunk',
  'fetch_document',
];

/** A task whose actions really do something, so that a whole conversation can be played. */
class Task {
  readonly files = new Map<string, string>();
  readonly history: HistoryItem[] = [];
  documents: DecisionMaterial['documents'] = [
    { id: 'd1', title: 'Museum handbook', description: 'rules and prices' },
  ];
  actions = ALL;
  searchFails = false;

  constructor(private readonly request: string) {}

  decide(instruction?: string): Decision {
    return decide({
      kind: 'decision',
      request: this.request,
      ...(instruction !== undefined && { instruction }),
      actions: this.actions,
      documents: this.documents,
      files: [...this.files].map(([name, content]) => ({ name, size: content.length })),
      history: this.history,
    });
  }

  step(instruction?: string): Decision {
    const decision = this.decide(instruction);
    const { name, parameters } = decision.action;
    this.history.push({ action: name, parameters, ...this.perform(name, parameters) });
    return decision;
  }

  /** Steps until the agent says that it is done; answers the names of the actions and the last word. */
  run(instruction?: string): { actions: string[]; message: string } {
    const actions: string[] = [];
    for (let word = instruction; actions.length < 12; word = undefined) {
      const { action, is_final } = this.step(word);
      actions.push(action.name);
      if (is_final) return { actions, message: String(action.parameters.message) };
    }
    throw new Error(`never done: ${actions.join(', ')}`);
  }

  private perform(
    name: string,
    parameters: Record<string, unknown>,
  ): Pick<HistoryItem, 'status' | 'details' | 'summary'> {
    const filename = String(parameters.filename);
    if (name === 'write_file') {
      this.files.set(filename, String(parameters.body));
      return { status: 'SUCCESS', details: { filename, size: String(parameters.body).length } };
    }
    if (name === 'read_file') {
      const content = this.files.get(filename);
      return content === undefined
        ? { status: 'FAILURE', summary: `no file ${filename}` }
        : { status: 'SUCCESS', details: content };
    }
    if (name === 'list_files') {
      return {
        status: 'SUCCESS',
        details: [...this.files].map(([file, text]) => ({ name: file, size: text.length })),
      };
    }
    if (name === 'rag_search' && this.searchFails)
      return { status: 'FAILURE', summary: 'the index is being built' };
    if (name === 'rag_search' || name === 'fetch_document') {
      const chunks = handbookPassages().map(({ chunkId, text }) => ({
        id: chunkId,
        documentId: 'd1',
        documentTitle: 'Museum handbook',
        content: text,
      }));
      return { status: 'SUCCESS', details: name === 'rag_search' ? { content: 'x', chunks } : chunks };
    }
    return { status: 'SUCCESS' };
  }
}

describe('questions', () => {
  it('are looked up with the words that matter, then answered with citations and a word about what this is', () => {
    const task = new Task('Could you please tell me how tall the tower of the lighthouse is?');
    const search = task.step();
    expect(search).toMatchObject({
      is_final: false,
      action: { name: 'rag_search', parameters: { query: 'tall tower lighthouse' } },
    });
    const answer = task.step();
    expect(answer.is_final).toBe(true);
    expect(answer.action.parameters.message).toMatch(
      /The tower is 38\.5 m tall and has 197 steps\. \[chunk-\d\]/,
    );
    expect(answer.action.parameters.message).toContain(EXTRACTIVE_NOTE);
  });

  it('may follow each other in one task', () => {
    const task = new Task('How tall is the tower?');
    task.run();
    const second = task.run('And when was the light automated?');
    expect(second.actions).toEqual(['rag_search', 'output_message']);
    expect(second.message).toContain('1988');
    expect(task.run('How tall is the tower?').actions).toEqual(['rag_search', 'output_message']);
  });

  it('are answered from the search that was made for them, even if the message is not repeated', () => {
    const task = new Task('How tall is the tower?');
    task.run();
    task.step('When was the light automated?');
    expect(task.step().action.parameters.message).toContain('1988');
  });

  it('without an answer get an honest one', () => {
    const { message } = new Task('What is the capital of France?').run();
    expect(message).toMatch(/searched your documents for capital, France and found nothing that answers it/);
    expect(message).toContain('No language model is configured');
  });

  it('without documents and files say what to do', () => {
    const task = new Task('How tall is the tower?');
    task.documents = [];
    const { actions, message } = task.run();
    expect(actions).toEqual(['output_message']);
    expect(message).toMatch(/no documents or files to answer from/);
  });

  it('are looked up in the files of the task when no document answers', () => {
    const task = new Task('When does the ferry to Skerry leave?');
    task.files.set('notes.txt', 'Bring a coat. The ferry to Skerry leaves at 7.40 in the morning.');
    const { actions, message } = task.run();
    expect(actions).toEqual(['rag_search', 'read_file', 'output_message']);
    expect(message).toContain('The ferry to Skerry leaves at 7.40 in the morning. [notes.txt]');
  });

  it('that name a file begin with it', () => {
    const task = new Task('According to notes.txt, when does the ferry leave?');
    task.files.set('notes.txt', 'The ferry leaves at 7.40 in the morning.');
    expect(task.run().actions).toEqual(['read_file', 'output_message']);
  });

  it('report a search that failed instead of repeating it', () => {
    const task = new Task('How tall is the tower?');
    task.searchFails = true;
    const { actions, message } = task.run();
    expect(actions).toEqual(['rag_search', 'output_message']);
    expect(message).toContain('the index is being built');
  });
});

describe('instructions', () => {
  it.each([
    ["Write the word 'Washington' to the file output.txt", 'output.txt', 'Washington'],
    ["Write the word 'Washington' to a .txt file", 'output.txt', 'Washington'],
    ['Please create a file called todo.md containing "buy milk"', 'todo.md', 'buy milk'],
    ['save hello world in notes/today.txt.', 'notes/today.txt', 'hello world'],
    ['[[write_file out.txt Washington]]', 'out.txt', 'Washington'],
    ['Make a new file named empty.txt', 'empty.txt', ''],
  ])('to write are obeyed: %s', (request, filename, body) => {
    const task = new Task(request);
    expect(task.run()).toMatchObject({
      actions: ['write_file', 'output_message'],
      message: `Written: ${filename}`,
    });
    expect([...task.files]).toEqual([[filename, body]]);
  });

  it.each(['list the files', 'Which files are there?', 'show me all my files'])(
    'to list are obeyed: %s',
    (request) => {
      const task = new Task(request);
      task.files.set('a.txt', 'x');
      expect(task.run()).toEqual({ actions: ['list_files', 'output_message'], message: '- a.txt (1 bytes)' });
    },
  );

  it.each([
    'read a.txt',
    'Open the file "a.txt"',
    'What is in a.txt?',
    'please show me the contents of a.txt',
  ])('to read are obeyed: %s', (request) => {
    const task = new Task(request);
    task.files.set('a.txt', 'the content');
    expect(task.run()).toEqual({ actions: ['read_file', 'output_message'], message: 'the content' });
  });

  it('that follow each other are done one by one', () => {
    const task = new Task('Write hello to a.txt, then read a.txt and list the files');
    expect(task.run().actions).toEqual(['write_file', 'read_file', 'list_files', 'output_message']);
  });

  it('to write down what is found out first find it out', () => {
    const task = new Task('Find out how tall the tower is and save the answer to answer.txt');
    expect(task.run().actions).toEqual(['rag_search', 'write_file', 'output_message']);
    expect(task.files.get('answer.txt')).toMatch(
      /^The tower is 38\.5 m tall and has 197 steps\. \[chunk-\d\]$/,
    );
  });

  it('to summarize fetch the document that is meant', () => {
    const task = new Task('Summarize the museum handbook and write it to summary.md');
    expect(task.step().action).toEqual({ name: 'fetch_document', parameters: { documentId: 'd1' } });
    const { actions } = task.run();
    expect(actions).toEqual(['write_file', 'output_message']);
    expect(task.files.get('summary.md')?.split(/\s+/).length).toBeGreaterThan(30);
  });

  it('that fail are reported, and nothing after them is done', () => {
    const task = new Task('Read missing.txt and write done to b.txt');
    const { actions, message } = task.run();
    expect(actions).toEqual(['read_file', 'output_message']);
    expect(message).toContain('no file missing.txt');
    expect(task.files.size).toBe(0);
  });

  it('for an action that is switched off are declined', () => {
    const task = new Task('write x to a.txt');
    task.actions = ['output_message'];
    expect(task.run().message).toContain('write_file is not switched on');
  });

  it('go on after an interruption where they stood, and give the same step when asked again', () => {
    const task = new Task('Write hello to a.txt, then read a.txt');
    task.step();
    expect(task.decide()).toEqual(task.decide());
    expect(task.decide().action.name).toBe('read_file');
  });

  it('for the documents list them', () => {
    expect(new Task('Which documents do I have?').run().message).toBe('- Museum handbook: rules and prices');
  });

  it('to say something are final at once', () => {
    expect(new Task('say "good morning"').run()).toEqual({
      actions: ['output_message'],
      message: 'good morning',
    });
  });

  it.each(['Hello!', '???', ' '])('of none are met with an introduction: %j', (request) => {
    expect(new Task(request).run().message).toContain('Ask me about your document');
  });

  it('that are all done are not done again by "keep going"', () => {
    const task = new Task('Write hello to a.txt');
    task.run();
    const { actions, message } = task.run();
    expect(actions).toEqual(['output_message']);
    expect(message).toContain('Everything asked for is done');
  });

  it('of a history that somebody else chose are reported', () => {
    const task = new Task('Do something clever');
    task.documents = [];
    task.history.push({
      action: 'browse_page',
      parameters: { url: 'x' },
      status: 'SUCCESS',
      details: 'the page',
    });
    expect(task.run().message).toBe('the page');
  });
});

describe('readIntents', () => {
  it.each([
    'How do I write a letter to a lawyer?',
    'What files must be kept for tax reasons?',
    'Who opened the museum in St. Ives?',
    'How can I read and write files in version 2.0?',
    'What does the handbook say about documents?',
    'Why are you asking me to save energy?',
    'When was the file server opened and closed?',
  ])('takes %j for a question', (text) => {
    expect(readIntents(text)).toEqual([{ kind: 'question', text: expect.any(String) as string }]);
  });

  it('keeps a quotation together', () => {
    expect(readIntents('write "one; two and then three" to a.txt')).toEqual([
      { kind: 'write', filename: 'a.txt', body: 'one; two and then three' },
    ]);
  });
});

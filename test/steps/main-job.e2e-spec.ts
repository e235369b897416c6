import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DocumentsService } from '@muster/documents';
import { AppProcess } from '../support/app-process';
import { Installation, Person, RunningGateway } from '../support/installation';
import { formOf } from '../support/forms';
import { createTask, step, untilReady, upload } from '../support/step-tasks';

const NOTES = resolve(__dirname, '..', '..', 'docs', 'samples', 'field-notes.md');
const HANDBOOK = resolve(__dirname, '..', '..', 'docs', 'samples', 'muster-handbook.pdf');

interface Citation {
  quote: string;
  documentId: string;
  chunkId: string;
  page?: number;
  start: number;
  end: number;
}

describe('the main job, without any model key', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let apps: AppProcess[];
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    apps = ['agent-runner', 'document-ingest'].map((app) => AppProcess.start(app, installation.env));
    ada = await gateway.person();
  }, 60_000);

  afterAll(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await installation.close();
  });

  const ask = async (question: string): Promise<Citation[]> => {
    const task = await createTask(ada.client, question);
    for (let n = 0; n < 10; n += 1) {
      const { status, body } = await step(ada.client, task);
      expect([status, body.result?.error]).toEqual([200, null]);
      if (!body.action.final) continue;
      expect(body.result.status).toBe('SUCCESS');
      expect(body.result.message).not.toBe('');
      expect((await ada.client.get(`/api/tasks/${task}`)).body.phase).toBe('completed');
      return body.result.citations as Citation[];
    }
    throw new Error('no step was final');
  };

  const textAt = (document: string, { start, end }: Citation): Promise<string> =>
    gateway.app.get(DocumentsService, { strict: false }).text(ada.actor, document, { start, end });

  it('answers from a Markdown file with quotes that stand in it', async () => {
    const { body } = await upload(ada.client, 'field-notes.md', new Uint8Array(await readFile(NOTES)));
    await untilReady(ada.client, body.id as string);
    const citations = await ask('How long did the installation take on Monday?');
    expect(citations.map(({ quote }) => quote).join(' ')).toContain('nine minutes');
    for (const citation of citations) {
      expect(citation.documentId).toBe(body.id);
      expect(await textAt(body.id as string, citation)).toBe(citation.quote);
      const { body: chunk } = await ada.client.get(`/api/chunks/${citation.chunkId}`);
      expect(chunk.documentId).toBe(body.id);
    }
  }, 60_000);

  it('answers from a PDF, and says on which page it stands', async () => {
    ada = await gateway.person();
    const { body } = await upload(
      ada.client,
      'muster-handbook.pdf',
      new Uint8Array(await readFile(HANDBOOK)),
    );
    const ready = await untilReady(ada.client, body.id as string);
    expect(ready.total_pages).toBeGreaterThan(1);
    const citations = await ask('What happens to a run when its worker dies?');
    expect(citations.length).toBeGreaterThan(0);
    for (const citation of citations) {
      expect(await textAt(body.id as string, citation)).toBe(citation.quote);
      expect(citation.page).toBeGreaterThanOrEqual(1);
      expect(citation.page).toBeLessThanOrEqual(ready.total_pages as number);
    }
  }, 60_000);

  it("reads the text of a PDF in a task's folder", async () => {
    const { id } = (await ada.client.post('/api/tasks', { message: 'Read the handbook.' })).body;
    const form = formOf('muster-handbook.pdf', new Uint8Array(await readFile(HANDBOOK)), {
      type: 'application/pdf',
    });
    expect((await ada.client.send('POST', `/api/tasks/${id}/documents`, { raw: form })).status).toBe(201);
    const { body } = await step(ada.client, id, { message: '[[read_file muster-handbook.pdf]]' });
    expect(body).toMatchObject({ action: { name: 'read_file' }, result: { status: 'SUCCESS', error: null } });
    expect(body.result.details).toContain('Why a crash costs nothing');
  });
});

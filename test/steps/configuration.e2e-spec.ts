import { eventually } from '@muster/testing';
import { AppProcess } from '../support/app-process';
import { Installation, Person, RunningGateway } from '../support/installation';

describe('the configuration of actions', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  const PATHS = ['/api/configuration/actions', '/api/configuration/action-categories'];

  it('is for nobody without a credential', async () => {
    for (const path of PATHS) expect((await gateway.client.get(path)).status).toBe(401);
  });

  it('is what the runners say: 503 without one, and all actions by category with one', async () => {
    expect((await ada.client.get(PATHS[0] as string)).status).toBe(503);
    const runner = AppProcess.start('agent-runner', installation.env);
    await eventually(
      async () => (await ada.client.get(PATHS[0] as string)).status === 200,
      'a runner answers',
    );
    const [actions, categories] = await Promise.all(PATHS.map((path) => ada.client.get(path)));
    const namesOf = (category: string): string[] =>
      actions?.body[category].map(({ name }: { name: string }) => name).sort();
    expect(namesOf('core')).toEqual(['ask_user', 'output_message']);
    expect(namesOf('filesystem')).toEqual(['list_files', 'read_file', 'write_file']);
    expect(namesOf('rag')).toEqual(['fetch_chunk', 'fetch_document', 'rag_search']);
    expect(actions?.body.filesystem[0].parameters).toMatchObject({ type: 'object' });
    const described = new Map<string, string>(
      categories?.body.map(({ name, description }: Record<string, string>) => [name, description]),
    );
    expect([...described.keys()]).toEqual(expect.arrayContaining(Object.keys(actions?.body)));
    // What is off says why, and is no action that could be taken.
    expect(actions?.body).not.toHaveProperty('web');
    expect(described.get('web')).toBe(
      'Searching the web and reading pages. Off: search_web (SEARCH_URL is not set), browse_page (BROWSE_PAGES is not on)',
    );
    // Remembered for a while: no runner is needed for the next answer.
    await runner.stop();
    expect((await ada.client.get(PATHS[1] as string)).body).toEqual(categories?.body);
  });
});

import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { Logbook, program, RemoteServer } from '../../apps/agent-runner/src/tools/mcp/testing/servers';
import { AppModule as NotifierModule } from '../../apps/notifier/src/app.module';
import { eventually, MailServer } from '@muster/testing';
import { Installation, Person, RunningGateway } from '../support/installation';
import { createTask, step } from '../support/step-tasks';

const KEY = 'key-of-the-remote-server';

describe('actions that reach outside', () => {
  const log = new Logbook();
  let installation: Installation;
  let gateway: RunningGateway;
  let smtp: MailServer;
  let remote: RemoteServer;
  let ada: Person;

  beforeAll(async () => {
    // References are looked up when a server is connected to.
    process.env.REMOTE_KEY = KEY;
    [smtp, remote] = await Promise.all([MailServer.start(), RemoteServer.start(log.path, KEY)]);
    const servers = {
      local: program({ LOG: log.path }),
      remote: { url: remote.url, headers: { Authorization: 'Bearer ${env:REMOTE_KEY}' } },
    };
    installation = await Installation.create({
      DEFAULT_MODEL: 'scripted/echo',
      MCP_SERVERS: JSON.stringify(servers),
      SMTP_URL: smtp.url(),
    });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
    await installation.startApp(NotifierModule);
    ada = await gateway.person();
  });
  afterAll(async () => {
    await installation.close();
    await Promise.all([smtp.close(), remote.close()]);
    delete process.env.REMOTE_KEY;
  });

  const act = (task: string, action: string) => step(ada.client, task, { message: `[[${action}]]` });

  it('are listed by category, with what each takes', async () => {
    const { body } = await ada.client.get('/api/configuration/actions');
    expect(body.email).toMatchObject([
      { name: 'send_email', parameters: { required: ['to', 'subject', 'body'] } },
    ]);
    expect(body.tools).toMatchObject([{ name: 'call_tool' }]);
    expect(body).not.toHaveProperty('code');
    const { body: categories } = await ada.client.get('/api/configuration/action-categories');
    const named = (name: string) => categories.find((one: { name: string }) => one.name === name);
    expect(named('email')).toMatchObject({ displayName: 'E-mail', icon: 'mail' });
    expect(named('tools')).toMatchObject({ displayName: 'Tools', icon: 'wrench' });
    expect(named('code').description).toMatch(/Off: run_code \(RUN_CODE is not on\)/);
  });

  it.each(['local', 'remote'])('call the tools of a server: %s', async (server) => {
    const task = await createTask(ada.client);
    const { status, body } = await act(task, `call_tool ${server}/add {"a": 20, "b": 22}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      action: { name: 'call_tool', parameters: { tool: `${server}/add`, arguments: { a: 20, b: 22 } } },
      result: { status: 'SUCCESS', details: { content: '42', structured: { sum: 42 } } },
    });
    const failed = await act(task, `call_tool ${server}/fail`);
    expect(failed.body.result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(/^no disk/) });
  });

  it('wait for a person where a tool destroys', async () => {
    const task = await createTask(ada.client);
    const asked = await act(task, 'call_tool local/wipe {"line": "the disk"}');
    expect(asked.body.result).toMatchObject({ status: 'AWAITING_INPUT', stateData: { tool: 'local/wipe' } });
    expect((await ada.client.get(`/api/tasks/${task}`)).body.phase).toBe('awaiting_input');
    const refused = await step(ada.client, task, { message: 'no, please not' });
    expect(refused.body.result.status).toBe('FAILURE');
    expect(log.lines).not.toContain('wipe the disk');
  });

  it('show no credential of a server to anybody', async () => {
    const task = await createTask(ada.client);
    const { body } = await act(task, 'call_tool remote/tell');
    expect(body.result.status).toBe('SUCCESS');
    const rows = await installation.sql(`SELECT * FROM run_step WHERE run_id = $1`, [task]);
    for (const text of [JSON.stringify(body), JSON.stringify(rows)]) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(KEY);
    }
    expect(remote.headers.at(-1)?.authorization).toBe(`Bearer ${KEY}`);
  });

  it('send mail once a person has confirmed it, as they changed it', async () => {
    const task = await createTask(ada.client);
    const draft = { to: 'bob@example.com', subject: 'Lunch', body: 'At noon?' };
    const asked = await act(task, `send_email ${JSON.stringify(draft)}`);
    expect(asked.body.result).toMatchObject({ status: 'AWAITING_INPUT', stateData: draft });
    const sent = await step(ada.client, task, { stateData: { ...draft, body: 'At one?' } });
    expect(sent.body).toMatchObject({
      id: asked.body.id,
      result: {
        status: 'SUCCESS',
        details: { messages: [{ to: 'bob@example.com', id: expect.any(String) }] },
      },
    });
    await eventually(() => Promise.resolve(smtp.received.length), 'the mail at the server');
    expect(smtp.received).toMatchObject([
      { to: ['bob@example.com'], raw: expect.stringMatching(/Subject: Lunch[\s\S]*At one\?/) },
    ]);
    expect(smtp.received[0]?.raw).toContain(`Message-ID: <${sent.body.result.details.messages[0].id}@`);
  });
});

describe('the public workspace', () => {
  it('has no mail sent and no tools called', async () => {
    const smtp = await MailServer.start();
    const installation = await Installation.create({
      DEFAULT_MODEL: 'scripted/echo',
      MCP_SERVERS: JSON.stringify({ local: program() }),
      SMTP_URL: smtp.url(),
      ANONYMOUS_WORKSPACE: 'on',
    });
    const { client } = await installation.startGateway();
    await installation.startApp(RunnerModule);
    await installation.startApp(NotifierModule);
    const draft = { to: 'bob@example.com', subject: 'Lunch', body: 'At noon?' };
    for (const marker of [`send_email ${JSON.stringify(draft)}`, 'call_tool local/add {"a": 1, "b": 2}']) {
      const { body: task } = await client.post('/ap/v1/agent/tasks', { input: 'x' });
      const path = `/ap/v1/agent/tasks/${task.task_id}/steps`;
      const { body } = await client.post(path, { input: `[[${marker}]]` });
      expect(body.additional_output.result).toMatchObject({
        status: 'FAILURE',
        error: expect.stringMatching(/is off: it takes an account/),
      });
    }
    expect(await installation.sql('SELECT 1 FROM mail')).toEqual([]);
    await installation.close();
    await smtp.close();
  });
});

import { randomUUID } from 'node:crypto';
import { eventually, MailServer } from '@muster/testing';
import { ModelChoice } from '@muster/models';
import { AppModule as RunnerModule } from '../../apps/agent-runner/src/app.module';
import { RunCode } from '../../apps/agent-runner/src/tools/code/run-code';
import { AppModule as IngestModule } from '../../apps/document-ingest/src/app.module';
import { AppModule as NotifierModule } from '../../apps/notifier/src/app.module';
import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { AppProcess } from '../support/app-process';
import { Installation, type RunningGateway } from '../support/installation';
import { stranger } from '../support/members';
import { upload } from '../support/step-tasks';

const SETTINGS = '/api/v1/settings';

describe('settings take effect in every app that they concern', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let admin: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    admin = await administrator(gateway);
  });

  afterAll(() => installation.close());

  const put = (name: string, value: unknown) => admin.put(`${SETTINGS}/${name}`, { value });

  it('on where mail goes, without a restart, and with the password sealed', async () => {
    const server = await MailServer.start();
    await installation.startApp(NotifierModule);
    const { port } = new URL(server.url());
    const settings = {
      'email.smtp_host': '127.0.0.1',
      'email.smtp_port': Number(port),
      'email.smtp_user': 'muster',
      'email.smtp_password': 'hush-hush-hush',
      'email.smtp_from': 'Agents <agents@example.com>',
    };
    expect((await admin.put(`${SETTINGS}/bulk`, { settings })).body.updated).toBe(5);
    const health = await eventually(async () => {
      const { body } = await admin.get(`${SETTINGS}/health`);
      return body.components.mail.type === 'smtp' ? body.components.mail : undefined;
    });
    expect(health.status).toBe('healthy');
    const sent = await eventually(async () => {
      await gateway.client.post('/accounts/email_verifications', { email: stranger().email });
      return server.received[0];
    });
    expect(sent).toMatchObject({ from: 'agents@example.com', raw: expect.stringContaining('From: Agents') });
    expect(JSON.stringify(await installation.sql('SELECT * FROM setting'))).not.toContain('hush-hush');
    server.refusesLogins = true;
    expect((await admin.get(`${SETTINGS}/health`)).body.components.mail.status).toBe('unhealthy');
    await server.close();
  });

  it('on models, in every app that asks one; keys where there is a master key', async () => {
    const [runner, ingest] = await Promise.all([
      installation.startApp(RunnerModule),
      installation.startApp(IngestModule),
    ]);
    const choiceIn = (app: { get: typeof gateway.app.get }) => app.get(ModelChoice, { strict: false });
    const choices = [choiceIn(gateway.app), choiceIn(runner)];
    const follow = (wanted: string) =>
      eventually(() => Promise.resolve(choices.every(({ fallback }) => fallback === wanted)));
    const { body: before } = await admin.get(SETTINGS);
    expect(before.llm.default_provider).toMatchObject({ value: 'extractive', is_default: true });
    const settings = {
      'llm.anthropic_api_key': 'sk-ant-1234567890',
      'llm.default_model': 'anthropic/claude-x',
      'llm.ollama_base_url': 'http://127.0.0.1:9/v1',
    };
    await admin.put(`${SETTINGS}/bulk`, { settings });
    await follow('anthropic/claude-x');
    expect(choices.map((choice) => choice.resolve().provider)).toEqual(['anthropic', 'anthropic']);
    const inIngest = choiceIn(ingest);
    await eventually(() => Promise.resolve(knows(inIngest, 'ollama/embedder')));
    expect(knows(inIngest, 'anthropic/claude-x')).toBe(false);
    await put('llm/anthropic_api_key', '');
    await follow('extractive');
    await put('llm/default_model', '');
  });

  it('on whether agents run code', async () => {
    const runner = await installation.startApp(RunnerModule);
    const code = runner.get(RunCode, { strict: false });
    await put('security/sandbox_enabled', false);
    await eventually(() => Promise.resolve(code.off === 'the setting security.sandbox_enabled is off'));
    await put('security/sandbox_enabled', true);
    await eventually(() => Promise.resolve(code.off === 'RUN_CODE is not on'));
  });

  it('on what agents are of which nobody said it', async () => {
    await put('llm/max_tokens', 512);
    await put('llm/temperature', 0.2);
    const made = async () => (await admin.post('/api/v1/agents/', { name: randomUUID() })).body;
    await eventually(async () => (await made()).max_tokens === 512);
    expect(await made()).toMatchObject({ max_tokens: 512, temperature: 0.2 });
    const { body } = await admin.post('/api/v1/agents/', { name: randomUUID(), temperature: 1 });
    expect(body).toMatchObject({ max_tokens: 512, temperature: 1 });
  });

  it('on which files may be uploaded', async () => {
    const { client } = await gateway.person();
    await put('storage/allowed_file_types', '.md, image/*');
    await eventually(async () => (await upload(client, 'a.txt', 'text')).status === 415);
    expect((await upload(client, 'a.MD', '# text')).status).toBe(200);
    await put('storage/allowed_file_types', '*');
    await eventually(async () => (await upload(client, 'b.txt', 'text')).status === 200);
  });

  it('on what every app logs', async () => {
    const apps = ['gateway', 'agent-runner', 'document-ingest', 'notifier'];
    const running = apps.map((app) => AppProcess.start(app, { ...installation.env, LOG_LEVEL: 'warn' }));
    try {
      for (const process of running) await process.ready();
      await put('general/log_level', 'DEBUG');
      for (const process of running)
        await eventually(() => Promise.resolve(process.output.includes('log level: debug')));
      await put('general/log_level', 'ERROR');
      const [door] = running;
      const silent = async () => {
        const before = door?.output.length;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return door?.output.length === before;
      };
      await eventually(silent);
    } finally {
      await Promise.all(running.map((process) => process.stop()));
    }
  }, 60_000);
});

function knows(choice: ModelChoice, model: string): boolean {
  try {
    return choice.resolve(model).model !== '';
  } catch {
    return false;
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { eventually, MailServer } from '@muster/testing';
import { AppModule as NotifierModule } from '../../apps/notifier/src/app.module';
import { PlanBench } from './plan-bench';

describe('mail of the plan surface', () => {
  let bench: PlanBench;

  beforeEach(async () => {
    bench = await PlanBench.open();
  });

  afterEach(() => bench.close());

  /** Asks for a PIN and signs in with what `mails` has by then. */
  async function signUp(email: string, mails: () => Promise<string[]>): Promise<void> {
    await bench.stranger.post('/accounts/email_verifications', { email });
    const mail = await eventually(
      async () => (await mails()).find((text) => text.includes(email)),
      'the PIN',
    );
    const pin = /is: (\w{6})\s*$/m.exec(mail)?.[1];
    const { status, body } = await bench.stranger.post('/accounts', { email, pin, userName: 'Ada' });
    expect(status).toBe(201);
    const ada = bench.as(body.token, body.orgs[0].id);
    await ada.post('/orgs', { name: 'Engines' });
  }

  it('goes to the mail server', async () => {
    const server = await MailServer.start();
    await bench.installation.startApp(NotifierModule, { SMTP_URL: server.url() });
    const email = bench.email();
    await signUp(email, () => Promise.resolve(server.received.map(({ raw }) => raw)));
    expect(server.received[0]).toMatchObject({
      to: [email],
      raw: expect.stringContaining('Subject: Your PIN'),
    });
    await server.close();
  });

  it('goes to a folder where there is no server, and the log says to whom, but no PIN', async () => {
    const lines: string[] = [];
    const logger = new ConsoleLogger();
    logger.log = (message: string) => void lines.push(String(message));
    const folder = join(bench.installation.env.DATA_DIR as string, 'mail');
    const files = async () => {
      const names = await readdir(folder).catch(() => []);
      const finished = names.filter((name) => name.endsWith('.eml'));
      return Promise.all(finished.map((name) => readFile(join(folder, name), 'utf8')));
    };
    await bench.installation.startApp(NotifierModule);
    Logger.overrideLogger(logger);
    const email = bench.email();
    try {
      await signUp(email, files);
    } finally {
      Logger.overrideLogger(false);
    }
    const pin = /is: (\w{6})\s*$/m.exec((await files())[0] as string)?.[1] as string;
    const told = lines.filter((line) => line.includes(email));
    expect(told).toEqual([expect.stringContaining(`mail to ${email}: Your PIN for Muster`)]);
    expect(lines.join('\n')).not.toContain(pin);
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Pool } from 'pg';
import { SEND_MAIL } from '@muster/contracts';
import { MailService, MailSettings } from '@muster/delivery';
import {
  eventually,
  MailServer,
  startTestApp,
  testDatabase,
  type TestDatabase,
  testRedis,
} from '@muster/testing';
import { MailChannelModule } from './mail-channel.module';

const owner = { orgId: randomUUID(), userId: randomUUID() };
const letter = { to: 'ada@example.com', subject: 'Hello', text: 'How are you?' };

describe('the mail channel', () => {
  let server: MailServer;
  let database: TestDatabase;
  let pool: Pool;
  let running: INestApplication[] = [];

  beforeAll(async () => {
    server = await MailServer.start();
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
    await server.close();
  });
  beforeEach(() => {
    server.reset();
  });
  afterEach(async () => {
    await Promise.all(running.map((app) => app.close()));
    running = [];
  });

  async function start(): Promise<INestApplication> {
    const app = await startTestApp({
      imports: [MailChannelModule],
      settings: [MailSettings],
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: (await testRedis()).url,
        SMTP_URL: server.url(),
      },
      sends: [SEND_MAIL],
      handles: [SEND_MAIL],
    });
    running.push(app);
    return app;
  }

  const statuses = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ status: string }>('SELECT status FROM mail');
    return rows.map(({ status }) => status);
  };
  const allSent = () =>
    eventually(async () => (await statuses()).every((status) => status === 'sent'), 'every mail sent');

  it('sends each mail once, with two copies of the app at work', async () => {
    const [app] = await Promise.all([start(), start()]);
    const mails = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        app.get(MailService).send(owner, { ...letter, subject: `Number ${index}` }),
      ),
    );
    await allSent();
    const subjects = server.received.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1]);
    expect(subjects.sort()).toEqual(mails.map(({ subject }) => subject).sort());
  });

  it('sends what the queue never heard of', async () => {
    const id = randomUUID();
    await pool.query(
      `INSERT INTO mail (id, org_id, user_id, recipient, subject, text, due_at)
       VALUES ($1, $2, $3, 'ada@example.com', 'Found', 'x', now())`,
      [id, owner.orgId, owner.userId],
    );
    await start();
    await allSent();
    expect(server.received).toHaveLength(1);
  });

  it('finishes what is under way before the app ends', async () => {
    let release = (): void => undefined;
    server.hold = new Promise((resolve) => (release = resolve));
    const app = await start();
    await app.get(MailService).send(owner, letter);
    await eventually(() => Promise.resolve(server.received.length), 'the mail at the server');
    const closed = app.close();
    running = [];
    // Long enough for an app that does not wait to be gone.
    await wait(500);
    release();
    await closed;
    expect(await statuses()).not.toContain('sending');
    expect(new Set(await statuses())).toEqual(new Set(['sent']));
    expect(server.received).toHaveLength(1);
  });
});

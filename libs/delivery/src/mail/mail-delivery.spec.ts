import { type AddressInfo, createServer, type Socket } from 'node:net';
import { MailServer } from '@muster/testing';
import { TestOutbox } from '../delivery.spec-support';
import { MAX_ATTEMPTS } from './mail-outbox';

const messageId = (raw: string | undefined): string | undefined =>
  /^Message-ID: (.*)$/im.exec(raw ?? '')?.[1]?.trim();

describe('delivery of mail to a mail server', () => {
  let server: MailServer;
  let outbox: TestOutbox;

  beforeAll(async () => {
    server = await MailServer.start();
    outbox = await TestOutbox.open({
      SMTP_URL: server.url('muster:secret'),
      SMTP_TIMEOUT_SECONDS: '1',
      MAIL_FROM: 'Muster <agents@muster.example>',
    });
  });
  afterAll(async () => {
    await outbox.close();
    await server.close();
  });
  beforeEach(() => {
    server.reset();
  });

  it('hands over sender, address, subject and text, and says so', async () => {
    const mail = await outbox.send({ subject: 'Grüße', text: 'One line\n.\nafter a dot' });
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toMatchObject([{ from: 'agents@muster.example', to: ['ada@example.com'] }]);
    const raw = server.received[0]?.raw ?? '';
    expect(raw).toContain('From: Muster <agents@muster.example>\r\n');
    expect(raw).toContain('To: ada@example.com\r\n');
    expect(raw).toContain(`Message-ID: <${mail.id}@muster.example>\r\n`);
    expect(raw).toContain('Auto-Submitted: auto-generated\r\n');
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(raw).toContain('One line\r\n.\r\nafter a dot');
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'sent', attempts: 1, error: null, messageId: `<${mail.id}@muster.example>` },
      sentAt: expect.any(Date) as Date,
    });
  });

  it('sends a mail once, however many processes try', async () => {
    const mail = await outbox.send();
    await Promise.all(Array.from({ length: 10 }, () => outbox.delivery.deliver(mail.id)));
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toHaveLength(1);
    expect(await outbox.row(mail)).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('does nothing for a mail that is not there', async () => {
    await outbox.delivery.deliver('00000000-0000-4000-8000-000000000000');
    expect(server.received).toEqual([]);
  });

  it.each([
    ['the address', () => server.refused.set('ada@example.com', 550), 'no mail for ada'],
    ['the content', () => (server.refusedContent = 554), 'not this mail'],
  ])('gives up when the server refuses %s for good', async (_, refuse, reason) => {
    refuse();
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'failed', attempts: 1, sentAt: null, error: expect.stringContaining(reason) as string },
    });
    server.reset();
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toEqual([]);
  });

  it.each([
    ['the address', () => server.refused.set('ada@example.com', 450)],
    ['the content', () => (server.refusedContent = 451)],
    ['our password', () => (server.refusesLogins = true)],
  ])('tries again later when the server refuses %s for now', async (_, refuse) => {
    refuse();
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    const refused = await outbox.row(mail);
    expect(refused).toMatchObject({ status: 'queued', attempts: 1, error: expect.any(String) as string });
    expect(refused.dueAt.getTime()).toBeGreaterThan(Date.now());
    server.reset();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({ status: 'sent', attempts: 2, error: null });
    expect(messageId(server.received[0]?.raw)).toBe(refused.messageId);
  });

  it.each([
    ['never greets', 'silent', 0],
    ['never answers a mail it has read', 'mute', 1],
  ] as const)('gives up waiting for a server that %s', async (_, manner, received) => {
    server.manner = manner;
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'queued', attempts: 1, error: 'the mail server did not finish in time' },
    });
    expect(server.received).toHaveLength(received);
  });

  it('hands over the same Message-ID again when the connection broke before the answer', async () => {
    server.manner = 'cut';
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({ status: 'queued', attempts: 1 });
    server.manner = 'takes';
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({ status: 'sent', attempts: 2 });
    const ids = server.received.map(({ raw }) => messageId(raw));
    expect(ids).toEqual([`<${mail.id}@muster.example>`, `<${mail.id}@muster.example>`]);
  });

  it('stops after a number of attempts, each later than the one before', async () => {
    server.manner = 'cut';
    const mail = await outbox.send();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await outbox.delivery.deliver(mail.id);
      const { dueAt } = await outbox.row(mail);
      pauses.push(dueAt.getTime() - Date.now());
    }
    expect(await outbox.row(mail)).toMatchObject({ status: 'failed', attempts: MAX_ATTEMPTS });
    expect(pauses.slice(1, 5).every((pause, index) => pause > 2 * (pauses[index] ?? 0))).toBe(true);
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toHaveLength(MAX_ATTEMPTS);
  });

  it('cannot be made to write a header, whatever the row says', async () => {
    const mail = await outbox.send();
    const subject = 'Hello\r\nBcc: eve@example.com\r\n\r\nbody';
    await outbox.source.query('UPDATE mail SET subject = $2 WHERE id = $1', [mail.id, subject]);
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toMatchObject([{ to: ['ada@example.com'] }]);
    expect(server.received[0]?.raw).toContain('Subject: Hello Bcc: eve@example.com');
    expect(server.received[0]?.raw).not.toMatch(/^bcc:/im);
  });

  it('cannot be made to reach a second address, whatever the row says', async () => {
    const mail = await outbox.send();
    const two = 'ada@example.com, eve@example.com';
    await outbox.source.query('UPDATE mail SET recipient = $2 WHERE id = $1', [mail.id, two]);
    await outbox.delivery.deliver(mail.id);
    expect(server.received).toEqual([]);
    expect(await outbox.row(mail)).toMatchObject({ status: 'failed' });
  });
});

describe('delivery of mail without a proper mail server', () => {
  it('does not wait for ever for one that keeps talking', async () => {
    const sockets: Socket[] = [];
    const chatty = createServer((socket) => {
      sockets.push(socket);
      socket.write('220 welcome\r\n');
      const talk = setInterval(() => socket.write('250-one moment\r\n'), 50);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          clearInterval(talk);
        });
    });
    await new Promise<void>((resolve) => chatty.listen(0, '127.0.0.1', resolve));
    const { port } = chatty.address() as AddressInfo;
    const outbox = await TestOutbox.open({ SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_TIMEOUT_SECONDS: '1' });
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'queued', error: 'the mail server did not finish in time' },
    });
    await outbox.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => chatty.close(resolve));
  });

  it('tries again later when nobody listens', async () => {
    const server = await MailServer.start();
    const url = server.url();
    await server.close();
    const outbox = await TestOutbox.open({ SMTP_URL: url });
    const mail = await outbox.send();
    await outbox.delivery.deliver(mail.id);
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'queued', attempts: 1, error: expect.stringContaining('ECONNREFUSED') as string },
    });
    await outbox.close();
  });
});

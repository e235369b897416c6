import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { TestOutbox } from '../delivery.spec-support';

describe('mail without a mail server', () => {
  let outbox: TestOutbox;

  beforeAll(async () => {
    outbox = await TestOutbox.open();
  });
  afterAll(() => outbox.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('becomes a file that only its owner can read, and a log line that does not tell the text', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    const mail = await outbox.send({ subject: 'Your PIN', text: 'It is 4711.' });
    await outbox.delivery.deliver(mail.id);
    const files = await readdir(join(outbox.folder, 'mail'));
    expect(files).toEqual([expect.stringMatching(new RegExp(`^\\d{4}-.*-${mail.id}\\.eml$`))]);
    const path = join(outbox.folder, 'mail', files[0] ?? '');
    const message = await readFile(path, 'utf8');
    expect(message).toContain('To: ada@example.com\r\n');
    expect(message).toContain('Subject: Your PIN\r\n');
    expect(message).toContain(`Message-ID: <${mail.id}@localhost>\r\n`);
    expect(message).toContain('\r\n\r\nIt is 4711.');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines).toEqual([expect.stringContaining('mail to ada@example.com: Your PIN')]);
    expect(JSON.stringify(log.mock.calls)).not.toContain('4711');
    expect(await outbox.row(mail)).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('is one file, however often it is tried', async () => {
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    const mail = await outbox.send();
    const first = await outbox.outbox.claim(mail.id);
    await outbox.expire(mail);
    await outbox.sweep();
    await outbox.delivery.deliver(mail.id);
    await outbox.source.query(`UPDATE mail SET status = 'queued' WHERE id = $1`, [mail.id]);
    await outbox.delivery.deliver(mail.id);
    const files = await readdir(join(outbox.folder, 'mail'));
    expect(files.filter((name) => name.includes(mail.id))).toHaveLength(1);
    expect(first?.messageId).toBe(`<${mail.id}@localhost>`);
  });
});

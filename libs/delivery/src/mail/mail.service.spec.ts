import { randomUUID } from 'node:crypto';
import { eventually } from '@muster/testing';
import { letter, somebody, TestOutbox } from '../delivery.spec-support';
import { Mail } from './mail.entity';

describe('the outbox of mail', () => {
  let outbox: TestOutbox;

  beforeAll(async () => {
    outbox = await TestOutbox.open();
  });
  afterAll(() => outbox.close());

  const job = (id: string) => outbox.queue.getJob(`${id}-0`);
  const queued = (id: string) => eventually(() => job(id), 'the job');

  it('keeps a mail and puts it on the queue', async () => {
    const owner = somebody();
    const runId = randomUUID();
    const mail = await outbox.mails.send(owner, letter({ runId }));
    expect(await outbox.mails.get(owner, mail.id)).toMatchObject({
      ...{ ...owner, ...letter(), runId, status: 'queued', attempts: 0, error: null, sentAt: null },
    });
    expect((await queued(mail.id)).data).toEqual({ mailId: mail.id });
  });

  it('shows a mail to its owner only', async () => {
    const owner = somebody();
    const { id } = await outbox.mails.send(owner, letter());
    for (const other of [
      { ...owner, userId: randomUUID() },
      { ...owner, orgId: randomUUID() },
    ])
      await expect(outbox.mails.get(other, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('queues a mail of a transaction when that is committed, not before, not after a savepoint alone', async () => {
    const sent = await outbox.source.transaction(async (manager) => {
      const mail = await manager.transaction((inner) => outbox.mails.send(somebody(), letter(), inner));
      // As long as it takes for one sent outside of the transaction.
      await queued((await outbox.send()).id);
      expect(await job(mail.id)).toBeNull();
      expect(await outbox.source.manager.countBy(Mail, { id: mail.id })).toBe(0);
      return mail;
    });
    await queued(sent.id);
    expect(await outbox.row(sent)).toMatchObject({ status: 'queued' });
  });

  it('forgets a mail of a transaction that is rolled back, also when its connection serves another one', async () => {
    let id = '';
    const runner = outbox.source.createQueryRunner();
    await runner.startTransaction();
    ({ id } = await outbox.mails.send(somebody(), letter(), runner.manager));
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await runner.commitTransaction();
    await runner.release();
    await queued((await outbox.send()).id);
    expect(await job(id)).toBeNull();
    expect(await outbox.source.manager.countBy(Mail, { id })).toBe(0);
  });

  it('answers the mail there is when a key is repeated, also at the same moment', async () => {
    const owner = somebody();
    const idempotencyKey = 'run-1/step-2';
    const mails = await Promise.all(
      Array.from({ length: 8 }, () => outbox.mails.send(owner, letter({ idempotencyKey }))),
    );
    expect(new Set(mails.map(({ id }) => id)).size).toBe(1);
    const again = await outbox.source.transaction((manager) =>
      outbox.mails.send(owner, letter({ idempotencyKey, text: 'other words' }), manager),
    );
    expect(again).toMatchObject({ id: mails[0]?.id, text: letter().text });
  });

  it('keeps the keys of different owners apart', async () => {
    const owner = somebody();
    const owners = [owner, { ...owner, userId: randomUUID() }, { ...owner, orgId: randomUUID() }];
    const mails = await Promise.all(
      owners.map((each) => outbox.mails.send(each, letter({ idempotencyKey: 'same' }))),
    );
    expect(new Set(mails.map(({ id }) => id)).size).toBe(3);
  });

  it('sends two mails without a key twice', async () => {
    const owner = somebody();
    const first = await outbox.mails.send(owner, letter());
    expect((await outbox.mails.send(owner, letter())).id).not.toBe(first.id);
  });

  it('refuses a key that was used for another address', async () => {
    const owner = somebody();
    await outbox.mails.send(owner, letter({ idempotencyKey: 'k' }));
    await expect(
      outbox.mails.send(owner, letter({ idempotencyKey: 'k', to: 'bob@example.com' })),
    ).rejects.toMatchObject({ details: { reason: 'idempotency_key_reused' } });
  });

  it.each([
    ['to', ''],
    ['to', 'ada'],
    ['to', 'ada@example.com, eve@example.com'],
    ['to', 'ada@example.com\r\nBcc: eve@example.com'],
    ['to', 'Ada <ada@example.com>'],
    ['to', '"eve@example.com "@example.com'],
    ['subject', ' '],
    ['subject', 'Hello\r\nBcc: eve@example.com'],
    ['subject', 'Hello\u2028you'],
    ['subject', 'x'.repeat(501)],
    ['text', 'a\0b'],
    ['text', 'x'.repeat(1_000_001)],
  ])('refuses as %s %j', async (field, value) => {
    await expect(outbox.send({ [field]: value })).rejects.toMatchObject({
      code: 'invalid',
      details: { fields: { [field]: expect.any(String) as string } },
    });
  });

  it.each(['root@localhost', 'jörg@example.com', "o'neil+tag@sub.example.co.uk"])(
    'accepts %s',
    async (to) => {
      expect(await outbox.send({ to })).toMatchObject({ to });
    },
  );
});

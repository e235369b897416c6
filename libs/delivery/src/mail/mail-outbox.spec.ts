import { eventually } from '@muster/testing';
import { letter, TestOutbox } from '../delivery.spec-support';
import { MAX_ATTEMPTS } from './mail-outbox';
import type { Mail } from './mail.entity';

describe('mail in the hands of processes that die', () => {
  let outbox: TestOutbox;

  beforeAll(async () => {
    outbox = await TestOutbox.open();
  });
  afterAll(() => outbox.close());

  const claimed = async (mail: Mail): Promise<Mail> => {
    const claim = await outbox.outbox.claim(mail.id);
    if (!claim) throw new Error('not to be had');
    return claim;
  };

  it('belongs to one of them while the lease lasts, whatever the sweep does', async () => {
    const mail = await outbox.send();
    await claimed(mail);
    await outbox.sweep();
    expect(await outbox.outbox.claim(mail.id)).toBeUndefined();
  });

  it('comes back after the lease, under the same Message-ID, and says that it is in doubt', async () => {
    const mail = await outbox.send();
    const first = await claimed(mail);
    await outbox.expire(mail);
    await outbox.sweep();
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'queued', error: expect.stringContaining('may have taken it') as string },
    });
    expect(await outbox.queue.getJob(`${mail.id}-1`)).toMatchObject({ data: { mailId: mail.id } });
    expect(await claimed(mail)).toMatchObject({ attempts: 2, messageId: first.messageId });
  });

  it('cannot be changed by who has lost the lease', async () => {
    const mail = await outbox.send();
    const first = await claimed(mail);
    await outbox.expire(mail);
    await outbox.sweep();
    for (const late of [
      () => outbox.outbox.close(first),
      () => outbox.outbox.fail(first, 'late'),
      () => outbox.outbox.putBack(first, 'late'),
    ]) {
      await late();
      expect(await outbox.row(mail)).toMatchObject({ status: 'queued', attempts: 1 });
    }
    const second = await claimed(mail);
    await outbox.outbox.close(first);
    expect(await outbox.row(mail)).toMatchObject({ status: 'sending', attempts: 2 });
    await outbox.outbox.close(second);
    expect(await outbox.row(mail)).toMatchObject({ status: 'sent' });
  });

  it('is forgotten when it is over, if it was the installation’s own: it may let somebody in', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000';
    const secret = await outbox.mails.send({ orgId: nobody, userId: nobody }, letter({ text: 'your PIN' }));
    const [own, claim] = [await outbox.send(), await claimed(secret)];
    expect(await outbox.row(secret)).toMatchObject({ text: 'your PIN' });
    await outbox.outbox.close(claim);
    await outbox.outbox.close(await claimed(own));
    expect(await outbox.row(secret)).toMatchObject({ status: 'sent', text: '' });
    expect(await outbox.row(own)).toMatchObject({ status: 'sent', text: 'How are you?' });
  });

  it('has failed when the last attempt ended so', async () => {
    const mail = await outbox.send();
    await outbox.source.query('UPDATE mail SET attempts = $2 WHERE id = $1', [mail.id, MAX_ATTEMPTS - 1]);
    await claimed(mail);
    await outbox.expire(mail);
    await outbox.sweep();
    expect(await outbox.row(mail)).toMatchObject({
      ...{ status: 'failed', attempts: MAX_ATTEMPTS, error: expect.stringContaining('may have') as string },
    });
    expect(await outbox.queue.getJob(`${mail.id}-${MAX_ATTEMPTS}`)).toBeNull();
  });

  it('is put on the queue again when the queue has lost it', async () => {
    const mail = await outbox.send();
    await eventually(() => outbox.queue.getJob(`${mail.id}-0`), 'the job');
    await outbox.queue.empty();
    await outbox.sweep();
    expect(await outbox.queue.getJob(`${mail.id}-0`)).toBeNull();
    await outbox.expire(mail);
    await outbox.sweep();
    expect(await outbox.queue.getJob(`${mail.id}-0`)).not.toBeNull();
  });

  it('keeps of an error what can be shown', async () => {
    const mail = await outbox.send();
    await outbox.outbox.putBack(
      await claimed(mail),
      `550 a\0\r\nb \ud800 password=hunter22 ${'x'.repeat(2_000)}`,
    );
    const { error } = await outbox.row(mail);
    expect(error).toMatch(/^550 a b \ufffd /);
    expect(error?.length).toBe(1_000);
  });
});

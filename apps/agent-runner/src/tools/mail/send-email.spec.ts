import { DataSource } from 'typeorm';
import { Mail } from '@muster/delivery';
import { AGENT, RunsService, StepsService } from '@muster/runs';
import { eventually } from '@muster/testing';
import { ToolLab } from '../../testing/tool-lab';

const DRAFT = { to: 'bob@example.com', subject: 'Lunch', body: 'At noon?' };
const draft = (changes: Partial<typeof DRAFT> = {}): string =>
  `[[send_email ${JSON.stringify({ ...DRAFT, ...changes })}]]`;

describe('send_email', () => {
  let lab: ToolLab;

  beforeAll(async () => {
    lab = await ToolLab.open();
  });
  afterAll(() => lab.close());

  const mailsOf = (runId: string): Promise<Mail[]> =>
    lab.get(DataSource).manager.find(Mail, { where: { runId }, order: { to: 'ASC' } });

  it('shows the draft and sends nothing', async () => {
    const task = await lab.task();
    const { result } = await lab.step(draft(), task);
    expect(result).toMatchObject({ status: 'AWAITING_INPUT', stateData: DRAFT, details: DRAFT });
    expect(result.message).toContain('To: bob@example.com\nSubject: Lunch\n\nAt noon?');
    expect(await mailsOf(task)).toEqual([]);
  });

  it('hands it to the outbox when the person confirms, with what they changed', async () => {
    const task = await lab.task();
    await lab.step(draft(), task);
    const { result } = await lab.step({ stateData: { ...DRAFT, subject: 'Dinner' } }, task);
    const [mail] = await mailsOf(task);
    const { orgId, userId } = lab.actor;
    expect(mail).toMatchObject({ orgId, userId });
    expect(mail).toMatchObject({
      to: 'bob@example.com',
      subject: 'Dinner',
      text: 'At noon?',
      status: 'queued',
    });
    expect(result).toMatchObject({
      status: 'SUCCESS',
      summary: 'Handed to the outbox, for bob@example.com',
      details: { messages: [{ id: mail?.id, to: 'bob@example.com' }] },
    });
  });

  it('takes a plain yes for one', async () => {
    const task = await lab.task();
    await lab.step(draft(), task);
    expect((await lab.step('Yes, send it.', task)).result.status).toBe('SUCCESS');
    expect(await mailsOf(task)).toHaveLength(1);
  });

  it.each([['no'], ['yes, but to Eve'], [{ stateData: { confirm: 'false' } }]])(
    'sends nothing on anything else: %j',
    async (answer) => {
      const task = await lab.task();
      await lab.step(draft(), task);
      expect((await lab.step(answer, task)).result).toMatchObject({
        status: 'FAILURE',
        error: expect.stringMatching(/^Not sent\. The person answered: /),
      });
      expect(await mailsOf(task)).toEqual([]);
    },
  );

  it('sends nothing when the person does not answer', async () => {
    const task = await lab.task();
    await lab.step(draft(), task);
    expect((await lab.step({}, task)).result.error).toBe('Cancelled by the user');
    expect(await mailsOf(task)).toEqual([]);
  });

  it('writes to each of several people, up to five, once', async () => {
    const task = await lab.task();
    await lab.step(draft({ to: 'bob@example.com,  ada@example.com, bob@example.com' }), task);
    await lab.step({ stateData: {} }, task);
    expect((await mailsOf(task)).map(({ to }) => to)).toEqual(['ada@example.com', 'bob@example.com']);
  });

  it.each([
    [{ to: 'bob' }, /to is not an e-mail address/],
    [{ to: 'bob@example.com\r\nBcc: eve@example.com' }, /to is not/],
    [{ to: 'Bob <bob@example.com>' }, /to is not/],
    [{ to: Array.from({ length: 6 }, (_, n) => `p${n}@example.com`).join(',') }, /1 to 5 addresses/],
    [{ to: ' , ' }, /1 to 5 addresses/],
    [{ subject: 'Lunch\r\nBcc: eve@example.com' }, /subject must be a single line/],
    [{ subject: 'x'.repeat(501) }, /invalid parameters/],
  ])('refuses %j before anybody is asked', async (changes, error) => {
    const { result } = await lab.step(draft(changes));
    expect(result).toMatchObject({ status: 'FAILURE', error: expect.stringMatching(error) });
  });

  it('refuses what the person made of it, and sends it to none of them', async () => {
    const task = await lab.task();
    await lab.step(draft(), task);
    const to = 'ada@example.com, eve@example.com\nBcc: x@example.com';
    expect((await lab.step({ stateData: { to } }, task)).result.status).toBe('FAILURE');
    expect(await mailsOf(task)).toEqual([]);
  });

  it('is neither offered to those without an account nor done for them', async () => {
    const visitor = await lab.visitor();
    const task = await lab.task(visitor);
    const { result } = await lab.step(draft(), task, visitor);
    expect(result.error).toBe('send_email is off: it takes an account');
    expect(await lab.recorded(task, 'turn#1:situation')).toMatchObject({
      actions: expect.not.arrayContaining(['send_email']),
    });
  });

  it('takes the word of the person in a run that goes on by itself', async () => {
    const runs = lab.get(RunsService);
    const input = { request: draft(), maxSteps: 1 };
    const { id } = await runs.start(lab.actor, AGENT, { input });
    await eventually(async () => (await runs.get(lab.actor, id)).status === 'waiting');
    await runs.send(lab.actor, id, 'message', 'yes');
    await eventually(async () => (await runs.get(lab.actor, id)).status === 'failed');
    expect(await mailsOf(id)).toHaveLength(1);
  });
});

describe('a confirmed mail whose run dies', () => {
  let lab: ToolLab;

  beforeAll(async () => {
    lab = await ToolLab.open();
  });
  afterAll(() => lab.close());

  it('is in the outbox once, however often the run is taken up again', async () => {
    const task = await lab.task();
    await lab.step(draft(), task);
    await lab.step('yes', task);
    await lab.interruptedAt(task, 'turn#2:resume');
    await lab.step('hello', task);
    expect(await lab.get(DataSource).manager.countBy(Mail, { runId: task })).toBe(1);
    expect(await lab.get(StepsService).get(lab.actor, task, 'turn#2:resume')).toMatchObject({
      status: 'done',
    });
  });
});

describe('where it is switched off, send_email', () => {
  it('says so', async () => {
    const lab = await ToolLab.open({ SEND_EMAIL: 'off' });
    expect((await lab.step(draft())).result.error).toBe('send_email is off: SEND_EMAIL is off');
    await lab.close();
  });
});

import { DataSource } from 'typeorm';
import { Mail } from '@muster/delivery';
import { ToolLab } from '../testing/tool-lab';
import { type Tool, TOOLS } from './tool';
import { Toolbox } from './toolbox';

const SHUT_OUT = 'whoever it would be done for may no longer work in the organization';

describe('what tools do for somebody', () => {
  let lab: ToolLab;

  beforeAll(async () => {
    lab = await ToolLab.open();
  });
  afterAll(() => lab.close());

  const suspend = ({ userId, orgId }: { userId: string; orgId: string }): Promise<unknown> =>
    lab
      .get(DataSource)
      .query('UPDATE membership SET suspended_at = now() WHERE user_id = $1 AND org_id = $2', [
        userId,
        orgId,
      ]);

  it('takes a member at that very moment, whatever the process believes of them', async () => {
    const owner = await lab.inOrganization({});
    const acting = lab.get<Tool[]>(TOOLS as never).filter(({ membersOnly }) => membersOnly);
    expect(acting.map(({ name }) => name)).toEqual(['send_email', 'call_tool', 'run_code']);
    // As if each of them were switched on.
    const open = () =>
      Promise.allSettled(
        acting.map(({ name }) => lab.get(Toolbox).assertOpen({ name, membersOnly: true } as Tool, owner)),
      );
    expect(await open()).toEqual(acting.map(() => ({ status: 'fulfilled', value: undefined })));
    await suspend(owner);
    expect(await open()).toMatchObject(acting.map(() => ({ reason: { message: SHUT_OUT } })));
  });

  it('is not done on a confirmation that comes when they are shut out', async () => {
    const owner = await lab.inOrganization({});
    const task = await lab.task(owner);
    await lab.step('[[send_email {"to": "bob@example.com", "subject": "x", "body": "y"}]]', task, owner);
    await suspend(owner);
    // The sweep may have cancelled the run before the tool refuses.
    const answer = await lab.step('yes', task, owner).then(
      ({ result }) => result.error,
      ({ code }: { code: string }) => code,
    );
    expect([SHUT_OUT, 'conflict', 'cancelled']).toContain(answer);
    expect(await lab.get(DataSource).manager.countBy(Mail, { runId: task })).toBe(0);
  });
});

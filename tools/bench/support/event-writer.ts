import { type ClientProxy, ClientProxyFactory } from '@nestjs/microservices';
import { PlatformSettings, redisTransport } from '@muster/platform';
import { firstValueFrom } from 'rxjs';
import type { Installation } from '../product/installation';

/** As the product's own statements do it: the run counts its events up, and each event gets that number. */
const APPEND_SQL = `
WITH changed AS (
  UPDATE run SET event_seq = event_seq + 1, updated_at = now() WHERE id = ANY ($1::uuid[])
  RETURNING id, org_id, user_id, event_seq
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, 'step.completed', $2::jsonb FROM changed
)
SELECT id FROM changed`;

const INSERT_SQL = `
INSERT INTO run (id, org_id, user_id, program, program_version, title, status, waiting_for, wait_topics, input, ancestry)
SELECT id, $2, $3, 'chain', 1, 'bench', 'waiting', 'input', ARRAY['never'], '{"prompts":["a"]}', ARRAY[id]
FROM unnest($1::uuid[]) AS new(id)`;

const DATA = { key: 'prompt#1', kind: 'model', name: 'scripted/echo' };

/** Makes events happen in runs that nothing else happens in, and says so over Redis as the runner does. */
export class EventWriter {
  private constructor(
    private readonly installation: Installation,
    private readonly transport: ClientProxy,
    readonly runIds: string[],
  ) {}

  static async over(installation: Installation, runs: number): Promise<EventWriter> {
    const ids = Array.from({ length: runs }, () => crypto.randomUUID());
    const { orgId, userId } = installation.owner;
    await installation.sql(INSERT_SQL, [ids, orgId, userId]);
    const settings = Object.assign(new PlatformSettings(), { redisUrl: installation.redis.urls[0] });
    const transport = ClientProxyFactory.create(redisTransport(settings));
    await transport.connect();
    return new EventWriter(installation, transport, ids);
  }

  /** One event in each of these runs, in one commit; then the hint. */
  async append(runIds: string[]): Promise<void> {
    await this.installation.sql(APPEND_SQL, [runIds, JSON.stringify(DATA)]);
    const hint = { orgIds: [this.installation.owner.orgId], runIds };
    await firstValueFrom(this.transport.emit('events.appended', hint), { defaultValue: undefined });
  }

  async close(): Promise<void> {
    await this.transport.close();
    await this.installation.sql('DELETE FROM run WHERE id = ANY ($1)', [this.runIds]);
  }
}

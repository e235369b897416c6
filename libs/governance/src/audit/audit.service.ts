import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Batcher } from '@muster/platform';
import type { Actor } from '@muster/identity';
import { actorOf, type AuditFact, type AuditInput, toRow } from './audit-input';
import { AuditSealer } from './audit-sealer.service';
import { auditScope } from './audit-scope';

/** A transaction, of TypeORM or of the driver. */
export interface SqlClient {
  query(text: string, values: unknown[]): Promise<unknown>;
}

const FROM_ROWS = `
  (chain_id, action, resource_type, resource_id, actor_type, actor_id, details, changes, ip_address, user_agent, request_id)
SELECT chain_id, action, resource_type, resource_id, actor_type, actor_id, nullif(details, 'null'), changes, ip_address,
  user_agent, request_id
FROM jsonb_to_recordset($1::jsonb) AS given(
  chain_id uuid, action text, resource_type text, resource_id text, actor_type text, actor_id uuid, details jsonb,
  changes jsonb, ip_address text, user_agent text, request_id text)`;

const APPEND = `INSERT INTO audit_entry ${FROM_ROWS}`;

const BEGIN = 'INSERT INTO audit_intent (id, entry) VALUES ($1, $2)';

/** The entry takes the place of the intent, in one statement. */
const SETTLE = `WITH begun AS (DELETE FROM audit_intent WHERE id = $2) ${APPEND}`;

const ABANDON = 'DELETE FROM audit_intent WHERE id = $1';

/**
 * Writes the audit trail. What it is given is in the database when it returns, or it throws; linking and signing
 * come after, and are not waited for.
 */
@Injectable()
export class Audit {
  private readonly batcher = new Batcher<AuditInput, void>((inputs) => this.flush(inputs), {
    max: 500,
    lanes: 2,
  });

  constructor(
    private readonly pool: Pool,
    private readonly sealer: AuditSealer,
  ) {}

  /** In the caller's transaction: the entry is there exactly if what it tells is. */
  async append(client: SqlClient, input: AuditInput): Promise<void> {
    await client.query(APPEND, [JSON.stringify([toRow(input)])]);
    this.sealer.nudge();
  }

  /** In the caller's transaction, with the origin of the request at hand, which then writes no entry of its own. */
  async note(client: SqlClient, actor: Actor, chainId: string, fact: AuditFact): Promise<void> {
    const scope = auditScope.getStore();
    await this.append(client, { ...fact, ...scope?.origin, ...actorOf(actor), chainId });
    if (scope) scope.recorded = true;
  }

  /** In a transaction of its own, shared with whoever writes at the same moment. */
  record(input: AuditInput): Promise<void> {
    return this.batcher.add(input);
  }

  /**
   * Before an action that may not happen unlogged. Answers the id for `settle`. Should the process die in between,
   * the intent becomes an entry whose outcome is unknown.
   */
  async begin(input: AuditInput): Promise<string> {
    const id = randomUUID();
    await this.pool.query(BEGIN, [id, JSON.stringify(toRow(input))]);
    return id;
  }

  async settle(intent: string, input: AuditInput): Promise<void> {
    await this.pool.query(SETTLE, [JSON.stringify([toRow(input)]), intent]);
    this.sealer.nudge();
  }

  /** It did not happen, or another entry tells of it. */
  async abandon(intent: string): Promise<void> {
    await this.pool.query(ABANDON, [intent]);
  }

  private async flush(inputs: AuditInput[]): Promise<void[]> {
    await this.pool.query({
      name: 'audit-append',
      text: APPEND,
      values: [JSON.stringify(inputs.map(toRow))],
    });
    this.sealer.nudge();
    return inputs.map(() => undefined);
  }
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { inTransaction, registerSecret, Vault } from '@muster/platform';
import type { PublicKeyRecord } from './chain/records';
import { keyIdOf, toPem } from './chain/signatures';

const KEEP = `
INSERT INTO audit_key (id, public_key, secret) VALUES ($1, $2, $3) ON CONFLICT (active) WHERE active DO NOTHING`;

/** What is gone can sign nothing any more, whoever gets hold of the database later. */
const RETIRE = 'UPDATE audit_key SET active = false, secret = NULL, retired_at = now() WHERE active';

/** A key of the audit trail, as administrators see it. */
export interface AuditKeyRecord {
  id: string;
  public_key: string;
  active: boolean;
  created_at: Date;
  retired_at: Date | null;
}

/** The keys under the checkpoints. The first process that needs one makes it, for all. */
@Injectable()
export class AuditKeys {
  private known?: { id: string; key: KeyObject };

  constructor(
    private readonly pool: Pool,
    private readonly vault: Vault,
  ) {}

  /** What signs now, whichever process brought it up. Throws when the vault cannot open it. */
  async current(): Promise<KeyObject> {
    const id = await this.activeId();
    if (id === undefined || id !== this.known?.id) this.known = (await this.stored()) ?? (await this.made());
    return this.known.key;
  }

  /** All keys that ever signed, newest first. */
  async list(): Promise<AuditKeyRecord[]> {
    await this.current();
    const { rows } = await this.pool.query<AuditKeyRecord>(
      `SELECT id, public_key, active, created_at, retired_at FROM audit_key
       ORDER BY active DESC, created_at DESC, id`,
    );
    return rows;
  }

  /** Their public halves. */
  async published(): Promise<PublicKeyRecord[]> {
    const keys = await this.list();
    return keys.map(({ id, public_key }) => ({ id, public_key, algorithm: 'Ed25519' }));
  }

  /** Undefined: it never signed here. */
  async publicKey(id: string): Promise<KeyObject | undefined> {
    const { rows } = await this.pool.query<{ public_key: string }>(
      'SELECT public_key FROM audit_key WHERE id = $1',
      [id],
    );
    return rows[0] && createPublicKey(rows[0].public_key);
  }

  /** Another key signs from now on; of the one before only its public half stays, for what it signed. */
  async rotate(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('audit_key'))`);
      await client.query(RETIRE);
      await this.make(client);
    });
  }

  private async activeId(): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>('SELECT id FROM audit_key WHERE active');
    return rows[0]?.id;
  }

  private async made(): Promise<{ id: string; key: KeyObject }> {
    await this.make(this.pool);
    const kept = await this.stored();
    if (!kept) throw new Error('the key of the audit trail could not be stored');
    return kept;
  }

  private async make(target: Pool | PoolClient): Promise<void> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const id = keyIdOf(privateKey);
    const text = toText(privateKey);
    registerSecret(text);
    await target.query(KEEP, [id, toPem(privateKey), this.vault.keep(placeOf(id), text)]);
  }

  private async stored(): Promise<{ id: string; key: KeyObject } | undefined> {
    const { rows } = await this.pool.query<{ id: string; secret: string }>(
      'SELECT id, secret FROM audit_key WHERE active',
    );
    const [row] = rows;
    if (!row) return undefined;
    const text = this.vault.read(placeOf(row.id), row.secret);
    registerSecret(text);
    const key = createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' });
    return { id: row.id, key };
  }
}

const placeOf = (id: string): string => `audit_key:${id}`;

const toText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'der' }).toString('base64');

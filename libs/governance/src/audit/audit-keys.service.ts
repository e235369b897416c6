import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { registerSecret, Vault } from '@muster/platform';
import type { PublicKeyRecord } from './chain/records';
import { keyIdOf, toPem } from './chain/signatures';

const PLAIN = 'plain:';

const KEEP = `
INSERT INTO audit_key (id, public_key, secret) VALUES ($1, $2, $3) ON CONFLICT (active) WHERE active DO NOTHING`;

/** The keys under the checkpoints. The first process that needs one makes it, for all. */
@Injectable()
export class AuditKeys {
  private signing?: Promise<KeyObject>;

  constructor(
    private readonly pool: Pool,
    private readonly vault: Vault,
  ) {}

  /** What signs from now on. Throws when the vault cannot open it. */
  async current(): Promise<KeyObject> {
    this.signing ??= this.load();
    try {
      return await this.signing;
    } catch (error) {
      this.signing = undefined;
      throw error;
    }
  }

  /** The public halves of all keys that ever signed, newest first. */
  async published(): Promise<PublicKeyRecord[]> {
    await this.current();
    const { rows } = await this.pool.query<{ id: string; public_key: string }>(
      'SELECT id, public_key FROM audit_key ORDER BY active DESC, created_at DESC, id',
    );
    return rows.map((row) => ({ ...row, algorithm: 'Ed25519' }));
  }

  private async load(): Promise<KeyObject> {
    return (await this.stored()) ?? (await this.made());
  }

  private async made(): Promise<KeyObject> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const id = keyIdOf(privateKey);
    await this.pool.query(KEEP, [id, toPem(privateKey), this.sealed(id, toText(privateKey))]);
    const kept = await this.stored();
    if (!kept) throw new Error('the key of the audit trail could not be stored');
    return kept;
  }

  private async stored(): Promise<KeyObject | undefined> {
    const { rows } = await this.pool.query<{ id: string; secret: string }>(
      'SELECT id, secret FROM audit_key WHERE active',
    );
    const [row] = rows;
    if (!row) return undefined;
    const isPlain = row.secret.startsWith(PLAIN);
    const text = isPlain ? row.secret.slice(PLAIN.length) : this.vault.open(placeOf(row.id), row.secret);
    registerSecret(text);
    // Made before there was a master key.
    if (isPlain && this.vault.ready)
      await this.pool.query('UPDATE audit_key SET secret = $2 WHERE id = $1', [
        row.id,
        this.sealed(row.id, text),
      ]);
    return createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' });
  }

  private sealed(id: string, text: string): string {
    return this.vault.ready ? this.vault.seal(placeOf(id), text) : `${PLAIN}${text}`;
  }
}

const placeOf = (id: string): string => `audit_key:${id}`;

const toText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'der' }).toString('base64');

import { createHash, type KeyObject, randomUUID } from 'node:crypto';
import { Injectable, Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { ConflictError, Hinter, inTransaction, OneByOne, Ticker, Vault } from '@muster/platform';
import { IdentitySettings } from '../identity.settings';
import { SecurityPolicy } from '../policy/security-policy.service';
import { keyOf, newKeyText, signingKeyPlace, type StoredKey, storedKeys } from './signing-key';

/** How long a key is known before it signs, and how often processes look for new ones: no hint need arrive. */
const KNOWN_AHEAD_SECONDS = 30;
const LOOK_EVERY_MS = 10_000;
/** By which clocks may differ, and tokens that wait for a second factor. */
const SPARE_SECONDS = 600;

type AccessKeyState = 'next' | 'signing' | 'verifying';

/** A key of access tokens, as administrators see it. */
export interface AccessKeyRecord extends Pick<StoredKey, 'id' | 'createdAt' | 'signsFrom' | 'expiresAt'> {
  state: AccessKeyState;
}

const END = `
UPDATE signing_key SET expires_at = now() + make_interval(secs => $1)
WHERE purpose = 'access-token' AND (expires_at IS NULL OR $2)`;

const BEGIN = `
INSERT INTO signing_key (id, purpose, secret, signs_from)
VALUES ($1, 'access-token', $2, now() + make_interval(secs => $3))`;

/**
 * The keys of access tokens: one signs, those before it verify until the last of their tokens has expired. With
 * JWT_SECRET the settings say which, and the database has no say in it.
 */
@Injectable()
export class AccessKeys implements OnModuleInit, OnModuleDestroy {
  private readonly ticker = new Ticker(LOOK_EVERY_MS, () => this.refresh(), new Logger(AccessKeys.name));
  private ring: StoredKey[] = [];
  private readonly reading = new OneByOne();
  /** Another one whenever a key is gone: what was verified by it is not any more. */
  generation = 0;

  constructor(
    private readonly pool: Pool,
    private readonly vault: Vault,
    private readonly settings: IdentitySettings,
    private readonly policy: SecurityPolicy,
    private readonly hinter: Hinter,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    if (!this.configured) this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** Reads what other processes have changed. One after the other: an answer that comes late must not undo a newer one. */
  refresh(): Promise<void> {
    return this.reading.do(() => this.load());
  }

  private async load(): Promise<void> {
    const ring = this.configured ?? (await storedKeys(this.pool, this.vault, 'access-token'));
    const kept = new Set(ring.map(({ id }) => id));
    if (this.ring.some(({ id }) => !kept.has(id))) this.generation += 1;
    this.ring = ring;
  }

  /** What signs now. */
  signing(): { id: string; key: KeyObject } {
    const now = Date.now();
    const current = this.ring.find(({ signsFrom }) => signsFrom.getTime() <= now) ?? this.ring.at(-1);
    if (!current) throw new Error('the keys of access tokens are not loaded');
    return current;
  }

  /** Which keys a token that names this one may be verified by. Tokens of older versions name none. */
  verifying(id: string | undefined): KeyObject[] {
    const now = Date.now();
    return this.ring
      .filter((one) => (one.expiresAt?.getTime() ?? Infinity) > now && (id === undefined || one.id === id))
      .map(({ key }) => key);
  }

  /** Newest first. */
  async list(): Promise<AccessKeyRecord[]> {
    await this.refresh();
    const signing = this.signing().id;
    return this.ring.map(({ key: _key, ...row }) => ({ ...row, state: stateOf(row, signing) }));
  }

  /**
   * Brings up a new key. Tokens of the old ones hold until they expire, or with `revoke` end now, for everybody.
   * Throws `ConflictError` where the settings hold the key.
   */
  async rotate({ revoke = false } = {}): Promise<void> {
    if (this.configured)
      throw new ConflictError('The key is JWT_SECRET: change it there', { reason: 'configured' });
    const ahead = revoke ? 0 : KNOWN_AHEAD_SECONDS;
    const life = revoke ? 0 : ahead + (await this.longestLife());
    const id = randomUUID();
    await inTransaction(this.pool, async (client) => {
      // One at a time: of two keys without an end the database would refuse one.
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('signing_key'))`);
      await client.query(END, [life, revoke]);
      await client.query(BEGIN, [id, this.vault.keep(signingKeyPlace(id), newKeyText()), ahead]);
      await client.query(`DELETE FROM signing_key WHERE expires_at < now() - interval '1 day'`);
    });
    await this.refresh();
    this.hinter.hint('keys.changed', {});
  }

  private async longestLife(): Promise<number> {
    const { accessTokenTtl, clientTokenTtl } = this.settings;
    const { tokens } = await this.policy.current();
    return Math.max(accessTokenTtl, clientTokenTtl, tokens.accessMinutes * 60) + SPARE_SECONDS;
  }

  private get configured(): StoredKey[] | undefined {
    const { jwtSecret, jwtSecretPrevious } = this.settings;
    if (jwtSecret === undefined) return undefined;
    return [jwtSecret, jwtSecretPrevious].filter((one) => one !== undefined).map(configuredKey);
  }
}

const LONG_AGO = new Date(0);

const configuredKey = (text: string): StoredKey => ({
  // Of the key, which nobody learns from it.
  id: createHash('sha256').update(`muster access key ${text}`).digest('hex').slice(0, 16),
  key: keyOf(text),
  createdAt: LONG_AGO,
  signsFrom: LONG_AGO,
  expiresAt: null,
});

function stateOf({ id, signsFrom }: Pick<StoredKey, 'id' | 'signsFrom'>, signing: string): AccessKeyState {
  if (id === signing) return 'signing';
  return signsFrom.getTime() > Date.now() ? 'next' : 'verifying';
}

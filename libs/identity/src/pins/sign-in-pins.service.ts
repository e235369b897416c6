import { randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { ForbiddenError, LimitExceededError, UnauthenticatedError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { KeyDigests } from '../api-keys/key-digests';
import type { PinKind } from './sign-in-pin.entity';

/** No vowels that make words, nothing that looks like something else: 887 million of them. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 6;
const MINUTES = 5;

/** Mails to one address within the hour. */
const HOURLY = 10;

/**
 * Guesses after which a PIN is void. A code does not say whose it is, so that a guess counts against all of them:
 * more than the limit of logins lets one address make within five minutes.
 */
const GUESSES: Record<PinKind, number> = { mail: 5, code: 200 };

/** Counts the guess before anybody looks at it, so that of a burst no more than the allowed number is looked at. */
const GUESS = `
UPDATE sign_in_pin SET attempts = attempts + 1
WHERE kind = $1 AND ($2::text IS NULL OR email = $2) AND used_at IS NULL AND expires_at > now() AND attempts < $3
RETURNING id, digest, user_id AS "userId", org_id AS "orgId", session_id AS "sessionId"`;

const INSERT = `
INSERT INTO sign_in_pin (kind, email, digest, expires_at)
VALUES ('mail', $1, $2, now() + interval '${MINUTES} minutes')`;

const INSERT_CODE = `
INSERT INTO sign_in_pin (kind, email, digest, user_id, org_id, session_id, expires_at)
SELECT 'code', app_user.email, $2, app_user.id, $3, session.id, now() + interval '${MINUTES} minutes'
FROM app_user JOIN user_session session ON session.user_id = app_user.id
WHERE app_user.id = $1 AND session.id = $4
RETURNING id`;

interface Row {
  id: string;
  digest: Buffer;
  userId: string | null;
  orgId: string | null;
  sessionId: string | null;
}

/** Whose code it was, and for where. */
export interface CodeHolder {
  userId: string;
  orgId: string;
  /** Where it was made: what it opens is worth no more. */
  sessionId: string;
}

/** PINs that go out by mail, and codes from one client to another. Stored as keyed digests. */
@Injectable()
export class SignInPins {
  constructor(
    private readonly source: DataSource,
    private readonly digests: KeyDigests,
  ) {}

  /** A PIN for the address, as part of the caller's transaction. Throws `LimitExceededError` after too many. */
  async issue(manager: EntityManager, email: string): Promise<string> {
    // One at a time, or a burst would pass the limit.
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`pin:${email}`]);
    await manager.query(`DELETE FROM sign_in_pin WHERE created_at < now() - interval '1 hour'`);
    const [{ count }] = await manager.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM sign_in_pin WHERE email = $1 AND kind = 'mail'`,
      [email],
    );
    if (count >= HOURLY)
      throw new LimitExceededError('Too many PINs were sent to this address', {
        reason: 'rate',
        retryAfter: 3_600,
      });
    const pin = randomPin();
    await manager.query(INSERT, [email, this.digest('mail', pin)]);
    return pin;
  }

  /**
   * A code that lets another client in as the actor, in the actor's organization, and no further than the session does in
   * which it is made. Throws `ForbiddenError` to who is in none.
   */
  async issueCode({ userId, orgId, credentialId }: Actor): Promise<string> {
    const code = randomPin();
    const values = [userId, this.digest('code', code), orgId, credentialId];
    const made = await this.source.query<object[]>(INSERT_CODE, values);
    if (made.length === 0) throw new ForbiddenError('It takes somebody who signed in');
    return code;
  }

  /** Whether the PIN would be taken; it stays good. */
  async check(email: string, pin: string): Promise<boolean> {
    const row = await this.guess('mail', email, pin);
    if (row)
      await this.source.query('UPDATE sign_in_pin SET attempts = attempts - 1 WHERE id = $1', [row.id]);
    return row !== undefined;
  }

  /** Once. All PINs of the address are void after it. Throws `UnauthenticatedError` with reason `credentials`. */
  async use(email: string, pin: string): Promise<void> {
    const row = await this.guess('mail', email, pin);
    if (!row || !(await this.take(row))) throw wrongPin();
    await this.source.query(
      `UPDATE sign_in_pin SET used_at = now() WHERE email = $1 AND kind = 'mail' AND used_at IS NULL`,
      [email],
    );
  }

  /** Once. With an e-mail the code must be its owner's. Throws as `use` does. */
  async useCode(code: string, email?: string): Promise<CodeHolder> {
    const row = await this.guess('code', email, code);
    if (!row?.userId || !row.orgId || !row.sessionId || !(await this.take(row))) throw wrongPin();
    return { userId: row.userId, orgId: row.orgId, sessionId: row.sessionId };
  }

  private async guess(kind: PinKind, email: string | undefined, typed: string): Promise<Row | undefined> {
    const [rows] = await this.source.query<[Row[], number]>(GUESS, [kind, email ?? null, GUESSES[kind]]);
    const digest = this.digest(kind, typed.trim().toLowerCase());
    return rows.find((row) => timingSafeEqual(row.digest, digest));
  }

  /** Whether it was still there to be used. */
  private async take({ id }: Row): Promise<boolean> {
    const [, count] = await this.source.query<[object[], number]>(
      'UPDATE sign_in_pin SET used_at = now() WHERE id = $1 AND used_at IS NULL',
      [id],
    );
    return count === 1;
  }

  private digest(kind: PinKind, pin: string): Buffer {
    return this.digests.of(`pin:${kind}:${pin}`);
  }
}

const randomPin = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

export const wrongPin = (): UnauthenticatedError =>
  new UnauthenticatedError('The PIN is not right, or it has expired', 'credentials');

import { Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountMails } from '../pins/account-mails';
import { LOCAL_EMAIL } from '../plan-tokens/local-mode';
import type { Client } from '../sessions/client';
import type { Happening } from './notice';

/** Mails of a kind to somebody within the hour. The last of them says that it is. */
const HOURLY = 3;

/** $1 user, $2 kind. Nobody reads what is mailed to a program, to those without an account, or to the local one. */
const COUNT = `
INSERT INTO account_notice AS known (user_id, kind, count, since)
SELECT id, $2, 1, now() FROM app_user WHERE id = $1 AND kind = 'person' AND active AND email <> '${LOCAL_EMAIL}'
ON CONFLICT (user_id, kind) DO UPDATE SET
  count = CASE WHEN known.since <= now() - interval '1 hour' THEN 1 ELSE known.count + 1 END,
  since = CASE WHEN known.since <= now() - interval '1 hour' THEN now() ELSE known.since END
RETURNING count, (SELECT username FROM app_user WHERE id = $1), (SELECT email FROM app_user WHERE id = $1)`;

/** Tells people by mail what happened to their account, whoever did it. */
@Injectable()
export class AccountNotices {
  /** Apps in which nothing happens to accounts send no mail. */
  constructor(@Optional() private readonly mails?: AccountMails) {}

  /** In the transaction of what happened, and after it. Kinds are counted apart, so that none can drown another. */
  async tell(
    manager: EntityManager,
    userId: string,
    happening: Happening,
    { ipAddress }: Client = {},
  ): Promise<void> {
    if (!this.mails) return;
    const [told] = await manager.query<{ count: number; username: string; email: string }[]>(COUNT, [
      userId,
      happening.kind,
    ]);
    if (!told || told.count > HOURLY) return;
    const { username, email, count } = told;
    const letter = { username, happening, at: new Date(), ipAddress, last: count === HOURLY };
    const before = happening.kind === 'email' ? [happening.before] : [];
    for (const to of [...before, email]) await this.mails.sendNotice(manager, { ...letter, to });
  }
}

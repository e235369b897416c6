import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { ConflictError } from '@muster/platform';
import { User } from './user.entity';
import { usernamesFor } from './usernames';

/** Columns of an account that is to be. */
export type NewAccount = QueryDeepPartialEntity<User> & Pick<User, 'email' | 'name'>;

/**
 * Makes an account under the first of these names that is free, within the caller's transaction, which goes on whichever
 * are taken. Throws `ConflictError` when all are, or the address is.
 */
export async function openAccount(
  manager: EntityManager,
  account: NewAccount,
  usernames: Iterable<string> = usernamesFor(account.email),
): Promise<User> {
  for (const username of usernames) {
    const id = await insert(manager, { ...account, username });
    if (id !== undefined) return manager.findOneByOrFail(User, { id });
    if (!(await manager.existsBy(User, { username }))) throw taken('email');
  }
  throw taken('username');
}

export const taken = (field: 'username' | 'email'): ConflictError =>
  new ConflictError(field === 'email' ? 'E-mail already exists' : 'Username already exists', {
    fields: { [field]: 'already exists' },
    reason: `${field}_taken`,
  });

/** Undefined: the name or the address is taken. */
async function insert(
  manager: EntityManager,
  row: QueryDeepPartialEntity<User>,
): Promise<string | undefined> {
  const insertion = manager.createQueryBuilder().insert().into(User).values(row).orIgnore();
  const { raw } = await insertion.updateEntity(false).returning('id').execute();
  return (raw as { id: string }[])[0]?.id;
}

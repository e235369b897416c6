import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { InvalidError, NotFoundError } from '@muster/platform';
import { digestOf } from '../tokens/opaque-tokens';
import { InviteCode } from './invite-code.entity';

/** As much of a code as is kept. */
const VISIBLE_CHARACTERS = 4;

export interface InviteCreate {
  /** Unset: any number of times. */
  maxUses?: number;
  expiresAt?: Date;
  note?: string;
}

const USABLE = '(max_uses IS NULL OR uses < max_uses) AND (expires_at IS NULL OR expires_at > now())';

/** Codes that let people in while registration is by invitation. They belong to the installation. */
@Injectable()
export class InvitesService {
  constructor(@InjectRepository(InviteCode) private readonly codes: Repository<InviteCode>) {}

  /** Answers the code itself, too, which nobody can learn again. */
  async create({ maxUses, expiresAt, note }: InviteCreate = {}): Promise<InviteCode & { code: string }> {
    if (maxUses !== undefined && !(Number.isInteger(maxUses) && maxUses > 0))
      throw new InvalidError('Invalid invite', { maxUses: 'must be a whole number above zero' });
    const code = randomBytes(12).toString('base64url');
    const { id } = await this.codes.save(
      this.codes.create({
        codeHash: digestOf(code),
        codePrefix: code.slice(0, VISIBLE_CHARACTERS),
        maxUses: maxUses ?? null,
        expiresAt: expiresAt ?? null,
        note: note ?? '',
      }),
    );
    return { ...(await this.codes.findOneByOrFail({ id })), code };
  }

  /** Newest first. */
  async list({ limit, offset }: { limit: number; offset: number }): Promise<{
    items: InviteCode[];
    total: number;
  }> {
    const [items, total] = await this.codes.findAndCount({
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** Nobody registers by it any more. */
  async remove(id: string): Promise<void> {
    const { affected } = await this.codes.delete({ id });
    if (affected !== 1) throw new NotFoundError('invite code', id);
  }

  /** Throws `InvalidError` with reason `invite_code` unless the code could be used now. */
  async check(code: string | undefined): Promise<void> {
    const usable = await this.codes
      .createQueryBuilder()
      .where('code_hash = :hash', { hash: hashOf(code) })
      .andWhere(USABLE)
      .getExists();
    if (!usable) throw invalidCode();
  }

  /**
   * Uses the code once, within the caller's transaction: a use that is rolled back is given back. Throws as
   * `check` does; of several callers after the last use exactly one gets it.
   */
  async use(manager: EntityManager, code: string | undefined): Promise<void> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(InviteCode)
      .set({ uses: () => 'uses + 1' })
      .where('code_hash = :hash', { hash: hashOf(code) })
      .andWhere(USABLE)
      .execute();
    if (affected !== 1) throw invalidCode();
  }
}

const hashOf = (code = ''): Buffer => digestOf(code.trim());

const invalidCode = (): InvalidError => new InvalidError('Invalid invite code', undefined, 'invite_code');

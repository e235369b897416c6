import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { Vault } from '@muster/platform';
import { KeyDigests } from '../api-keys/key-digests';
import { AccountNotices } from '../notices/account-notices.service';
import type { Client } from '../sessions/client';
import { BackupCode } from './backup-code.entity';
import { newBackupCodes, normalisedCode } from './backup-codes';
import { MfaFactor } from './mfa-factor.entity';
import { stepOf } from './totp';

/** Where the vault seals somebody's secret. */
const mfaPlace = (userId: string): string => `mfa:${userId}`;

/** Checks codes of authenticator apps and backup codes, each of which counts once. */
@Injectable()
export class SecondFactors {
  constructor(
    @InjectRepository(MfaFactor) private readonly factors: Repository<MfaFactor>,
    private readonly vault: Vault,
    private readonly digests: KeyDigests,
    private readonly notices: AccountNotices,
  ) {}

  /** Keeps a secret until a first code confirms it, in the place of one that waits. False: another was confirmed already. */
  async prepare(userId: string, secret: string): Promise<boolean> {
    const stored = await this.factors.query<unknown[]>(
      `INSERT INTO mfa_factor (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = $2, created_at = now(), last_step = 0
       WHERE mfa_factor.confirmed_at IS NULL RETURNING user_id`,
      [userId, this.vault.seal(mfaPlace(userId), secret)],
    );
    return stored.length > 0;
  }

  /** Burns the code when it is right. Without a confirmed factor none is. */
  async use(userId: string, typed: string, client?: Client): Promise<boolean> {
    const code = normalisedCode(typed);
    if (/^\d{6}$/.test(code)) return this.useTotp(userId, code);
    return this.useBackupCode(userId, code, client);
  }

  /** Burns the code of a factor that waits for its first one, and counts the factor from then on. */
  async confirm(manager: EntityManager, factor: MfaFactor, typed: string, client?: Client): Promise<boolean> {
    const step = stepOf(this.open(factor), normalisedCode(typed));
    if (step === undefined) return false;
    const { affected } = await manager.update(
      MfaFactor,
      { userId: factor.userId, secret: factor.secret },
      { confirmedAt: () => 'now()', lastStep: step },
    );
    if (affected !== 1) return false;
    await this.notices.tell(manager, factor.userId, { kind: 'mfa_on' }, client);
    return true;
  }

  /** With its backup codes. */
  async remove(manager: EntityManager, userId: string, client?: Client): Promise<void> {
    await manager.delete(MfaFactor, { userId });
    await manager.delete(BackupCode, { userId });
    await this.notices.tell(manager, userId, { kind: 'mfa_off' }, client);
  }

  /** New ones in the place of the old; they can be shown now and never again. */
  async issueBackupCodes(manager: EntityManager, userId: string): Promise<string[]> {
    const codes = newBackupCodes();
    await manager.delete(BackupCode, { userId });
    await manager.insert(
      BackupCode,
      codes.map((code) => ({ userId, codeHash: this.digestOf(userId, normalisedCode(code)) })),
    );
    return codes;
  }

  private async useTotp(userId: string, code: string): Promise<boolean> {
    const factor = await this.factors
      .createQueryBuilder('factor')
      .addSelect('factor.secret')
      .where('factor.user_id = :userId AND factor.confirmed_at IS NOT NULL', { userId })
      .getOne();
    const step = factor ? stepOf(this.open(factor), code) : undefined;
    if (step === undefined) return false;
    // Of several who send the same code at once one gets in.
    const { affected } = await this.factors
      .createQueryBuilder()
      .update()
      .set({ lastStep: step })
      .where('user_id = :userId AND last_step < :step', { userId, step })
      .execute();
    return affected === 1;
  }

  private useBackupCode(userId: string, code: string, client?: Client): Promise<boolean> {
    const codeHash = this.digestOf(userId, code);
    return this.factors.manager.transaction(async (manager) => {
      const { affected } = await manager.delete(BackupCode, { userId, codeHash });
      if (affected !== 1) return false;
      const left = await manager.countBy(BackupCode, { userId });
      await this.notices.tell(manager, userId, { kind: 'backup_code', left }, client);
      return true;
    });
  }

  private open({ userId, secret }: MfaFactor): string {
    return this.vault.open(mfaPlace(userId), secret);
  }

  private digestOf(userId: string, code: string): Buffer {
    return this.digests.of(`backup:${userId}:${code}`);
  }
}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditBeginning } from './entities/audit-beginning.entity';
import { AuditChain } from './entities/audit-chain.entity';
import { AuditCheckpoint } from './entities/audit-checkpoint.entity';
import { AuditEntry } from './entities/audit-entry.entity';
import { AuditIntent } from './entities/audit-intent.entity';
import { AuditKey } from './entities/audit-key.entity';
import { AuditKeys } from './audit-keys.service';
import { AuditSealer } from './audit-sealer.service';
import { Audit } from './audit.service';
import { AuditExport } from './log/audit-export.service';
import { AuditLog } from './log/audit-log.service';

/** The audit trail. Needs the database and the vault. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      AuditEntry,
      AuditChain,
      AuditCheckpoint,
      AuditBeginning,
      AuditIntent,
      AuditKey,
    ]),
  ],
  providers: [Audit, AuditSealer, AuditKeys, AuditLog, AuditExport],
  exports: [Audit, AuditSealer, AuditKeys, AuditLog, AuditExport],
})
export class AuditModule {}

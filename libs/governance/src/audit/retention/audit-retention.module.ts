import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { AuditPruner } from './audit-pruner.service';

/** For an app that prunes the audit trail. Needs `AuditSettings`. */
@Module({ imports: [AuditModule], providers: [AuditPruner], exports: [AuditPruner] })
export class AuditRetentionModule {}

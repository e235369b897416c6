import { Global, Module } from '@nestjs/common';
import { AuditModule } from '@muster/governance';
import { Refusals } from './refusals';

/** Puts what happens on any route into the audit trail. Global: the interceptor stands at the routes of every surface. */
@Global()
@Module({ imports: [AuditModule], providers: [Refusals], exports: [AuditModule] })
export class TrailModule {}

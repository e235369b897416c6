import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AuditModule } from '@muster/governance';
import { AuditInterceptor } from './audit.interceptor';
import { RefusalsGuard } from './refusals.guard';

/** Puts what happens on any route into the audit trail. Stands before all other guards. */
@Module({
  imports: [AuditModule],
  providers: [
    { provide: APP_GUARD, useClass: RefusalsGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
})
export class TrailModule {}

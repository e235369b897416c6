import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ConfigurationModule } from '@muster/governance';
import { MaintenanceGuard } from './maintenance.guard';

/** Stands behind the guard that knows who is asking. */
@Module({
  imports: [ConfigurationModule],
  providers: [{ provide: APP_GUARD, useClass: MaintenanceGuard }],
})
export class MaintenanceModule {}

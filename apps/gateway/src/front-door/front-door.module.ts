import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AgentsModule, AgentTasksModule } from '@muster/agents';
import { ConfigurationModule, followModels, LiveSettings } from '@muster/governance';
import { IdentityModule } from '@muster/identity';
import { ModelChoice, ModelsModule } from '@muster/models';
import { AddressGuard } from './address.guard';
import { AgentEffects } from './agent-effects';
import { SettingDefaults } from './setting-defaults';
import { SettingEffects } from './setting-effects';
import { UploadLimits } from './upload-limits';

const MODELS = Symbol('models as administrators set them');

/** What the installation's configuration does to requests. Stands before the guard that looks at credentials. */
@Module({
  imports: [ConfigurationModule, IdentityModule, ModelsModule, AgentsModule, AgentTasksModule],
  providers: [
    { provide: APP_GUARD, useClass: AddressGuard },
    SettingEffects,
    AgentEffects,
    SettingDefaults,
    UploadLimits,
    { provide: MODELS, inject: [LiveSettings, ModelChoice], useFactory: followModels },
  ],
})
export class FrontDoorModule {}

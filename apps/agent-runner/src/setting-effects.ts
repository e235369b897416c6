import { Injectable, OnModuleInit } from '@nestjs/common';
import { followModels, LiveSettings } from '@muster/governance';
import { ModelChoice } from '@muster/models';
import { RunCode } from './tools/code/run-code';

/** Brings what administrators set to where runs find it; unset, the environment holds. */
@Injectable()
export class SettingEffects implements OnModuleInit {
  constructor(
    private readonly live: LiveSettings,
    private readonly models: ModelChoice,
    private readonly code: RunCode,
  ) {}

  onModuleInit(): void {
    followModels(this.live, this.models);
    this.live.on('security.sandbox_enabled', (value) => {
      this.code.forbidden = value === 'false';
    });
  }
}

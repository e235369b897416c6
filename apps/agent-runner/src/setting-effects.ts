import { Injectable, OnModuleInit } from '@nestjs/common';
import { TaskPolicy } from '@muster/agents';
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
    private readonly tasks: TaskPolicy,
  ) {}

  onModuleInit(): void {
    followModels(this.live, this.models);
    this.live.on('security.sandbox_enabled', (value) => {
      this.code.forbidden = value === 'false';
    });
    this.live.on('general.auto_assign_tasks', (value) => {
      this.tasks.assignsByItself = value !== 'false';
    });
    this.live.onNumber('general.task_timeout_minutes', (minutes) => {
      this.tasks.attemptMinutes = minutes;
    });
  }
}

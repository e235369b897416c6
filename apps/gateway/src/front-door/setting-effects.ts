import { Injectable, OnModuleInit } from '@nestjs/common';
import { InstallationSettings, LiveSettings } from '@muster/governance';
import { IdentityPolicy, type Role } from '@muster/identity';
import { HttpSettings, RateLimiter } from '@muster/platform';
import { UploadLimits } from './upload-limits';

/** Brings what administrators set to where it takes effect; unset, the environment holds. */
@Injectable()
export class SettingEffects implements OnModuleInit {
  constructor(
    private readonly settings: InstallationSettings,
    private readonly live: LiveSettings,
    private readonly policy: IdentityPolicy,
    private readonly limiter: RateLimiter,
    private readonly http: HttpSettings,
    private readonly uploads: UploadLimits,
  ) {}

  onModuleInit(): void {
    const { live, settings } = this;
    const { rateLimitUser } = this.http;
    const { megabytes } = this.uploads;
    settings.presume('security.rate_limit_per_minute', rateLimitUser);
    settings.presume('storage.max_file_size_mb', megabytes);
    settings.presume('security.registration_enabled', this.policy.registration !== 'closed');
    live.on('security.rate_limit_per_minute', (value) => {
      const limit = Number(value ?? rateLimitUser);
      this.limiter.adjust('user', limit);
      this.limiter.adjust('key', limit);
      this.policy.keyRateLimit = limit;
    });
    live.on('storage.max_file_size_mb', (value) => {
      this.uploads.megabytes = Number(value ?? megabytes);
    });
    live.on('storage.allowed_file_types', (value) => {
      this.uploads.types = value || '*';
    });
    live.on('security.registration_enabled', (value) => {
      this.policy.registrationEnabled = value !== 'false';
    });
    live.on('security.default_role', (value = 'operator') => {
      this.policy.defaultRole = value as Role;
    });
  }
}

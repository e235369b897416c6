import { Injectable, OnModuleInit } from '@nestjs/common';
import { MailSettings } from '@muster/delivery';
import { InstallationSettings, shownLogLevel } from '@muster/governance';
import { ModelChoice } from '@muster/models';
import { PlatformSettings } from '@muster/platform';

/** Shows, for settings that nobody has set, what the environment says. */
@Injectable()
export class SettingDefaults implements OnModuleInit {
  constructor(
    private readonly settings: InstallationSettings,
    private readonly platform: PlatformSettings,
    private readonly mail: MailSettings,
    private readonly models: ModelChoice,
  ) {}

  onModuleInit(): void {
    const { settings, mail } = this;
    settings.presume('general.log_level', shownLogLevel(this.platform.logLevel));
    settings.presume('email.smtp_from', mail.mailFrom);
    if (mail.smtpUrl) {
      const { protocol, hostname, port, username } = new URL(mail.smtpUrl);
      settings.presume('email.smtp_host', hostname);
      settings.presume('email.smtp_port', port || (protocol === 'smtps:' ? 465 : 587));
      settings.presume('email.smtp_user', decodeURIComponent(username));
    }
    const [provider = '', ...model] = this.models.fallback.split('/');
    settings.presume('llm.default_provider', provider);
    settings.presume('llm.default_model', model.join('/'));
  }
}

import { IntSetting, ListSetting, PlatformSettings, SettingsClass, StringSetting } from '@muster/platform';

/** The variables of the gateway that a start has to know, under their real names. */
class FakeGatewaySettings {
  @IntSetting('PORT', { about: 'port', default: 8_000, min: 1, max: 65_535 })
  port: number;

  @ListSetting('EXTRA_PORTS', { about: 'further ports', default: [] })
  extraPorts: string[];

  @StringSetting('ADMIN_EMAIL', { about: 'first administrator', default: 'admin@muster.local' })
  adminEmail: string;
}

export const settingsClasses: SettingsClass[] = [PlatformSettings, FakeGatewaySettings];

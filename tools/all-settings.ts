import { PlatformSettings, SettingsClass } from '@muster/platform';

/** Every class that an app reads its settings into: what a start validates and the README documents. */
export const settingsClasses: SettingsClass[] = [PlatformSettings];

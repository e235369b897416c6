import { MailSettings } from '@muster/delivery';
import { DocumentSettings } from '@muster/documents';
import { IdentitySettings } from '@muster/identity';
import { ModelSettings } from '@muster/models';
import {
  HttpSettings,
  PlatformSettings,
  SettingsClass,
  StorageSettings,
  VaultSettings,
} from '@muster/platform';
import { WorkspaceSettings } from '@muster/workspaces';

/** Every class that an app reads its settings into: what a start validates and the README documents. */
export const settingsClasses: SettingsClass[] = [
  HttpSettings,
  PlatformSettings,
  IdentitySettings,
  ModelSettings,
  DocumentSettings,
  WorkspaceSettings,
  StorageSettings,
  VaultSettings,
  MailSettings,
];

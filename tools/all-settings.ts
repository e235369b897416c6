import { MailSettings } from '@muster/delivery';
import { DocumentSettings } from '@muster/documents';
import { AuditSettings } from '@muster/governance';
import { IdentitySettings, JobDoorSettings } from '@muster/identity';
import { ModelSettings } from '@muster/models';
import {
  HttpSettings,
  OutgoingSettings,
  PlatformSettings,
  SettingsClass,
  StorageSettings,
  VaultSettings,
} from '@muster/platform';
import { WorkspaceSettings } from '@muster/workspaces';
import { CodeSettings } from '../apps/agent-runner/src/tools/code/code.settings';
import { SendEmailSettings } from '../apps/agent-runner/src/tools/mail/send-email.settings';
import { McpSettings } from '../apps/agent-runner/src/tools/mcp/config/mcp.settings';
import { WebSettings } from '../apps/agent-runner/src/tools/web/web.settings';
import { LetterSettings } from '../apps/gateway/src/letters/letter.settings';
import { OcrSettings } from '../apps/document-ingest/src/ocr/ocr.settings';
import { OriginSettings } from '../apps/gateway/src/auth/origin.settings';

/** Every class that an app reads its settings into: what a start validates and the README documents. */
export const settingsClasses: SettingsClass[] = [
  HttpSettings,
  OriginSettings,
  PlatformSettings,
  IdentitySettings,
  JobDoorSettings,
  AuditSettings,
  LetterSettings,
  ModelSettings,
  DocumentSettings,
  OcrSettings,
  WorkspaceSettings,
  StorageSettings,
  VaultSettings,
  MailSettings,
  OutgoingSettings,
  WebSettings,
  SendEmailSettings,
  McpSettings,
  CodeSettings,
];

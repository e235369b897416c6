import { join, resolve } from 'node:path';
import type { PlatformSettings } from '@muster/platform';
import type { MailSettings } from '../mail.settings';
import { FolderMailer } from './folder.mailer';
import type { Mailer } from './mailer';
import { SmtpMailer } from './smtp.mailer';

/** The mail server that the settings name, else the folder `mail` in `DATA_DIR`. */
export function openMailer({ dataDir }: PlatformSettings, settings: MailSettings): Mailer {
  if (settings.smtpUrl) return new SmtpMailer(settings.smtpUrl, settings);
  return new FolderMailer(resolve(join(dataDir, 'mail')), settings);
}

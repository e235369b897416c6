import { join, resolve } from 'node:path';
import type { PlatformSettings } from '@muster/platform';
import type { MailRoute } from '../mail/mail-route';
import { FolderMailer } from './folder.mailer';
import { type Letter, Mailer } from './mailer';
import { SmtpMailer } from './smtp.mailer';

/** Takes each mail to the mail server that there is at the moment, else to the folder `mail` in `DATA_DIR`. */
class RoutedMailer extends Mailer {
  private readonly folder: FolderMailer;

  constructor(
    folder: string,
    private readonly route: MailRoute,
  ) {
    super();
    this.folder = new FolderMailer(folder, route);
  }

  send(letter: Letter): Promise<void> {
    const { smtpUrl } = this.route;
    return smtpUrl ? new SmtpMailer(smtpUrl, this.route).send(letter) : this.folder.send(letter);
  }
}

export const openMailer = ({ dataDir }: PlatformSettings, route: MailRoute): Mailer =>
  new RoutedMailer(resolve(join(dataDir, 'mail')), route);

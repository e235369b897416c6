import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { MailRoute } from '../mail/mail-route';
import { type Letter, Mailer } from './mailer';
import { messageOf } from './message';

/** Without a mail server: a file for each mail, which any mail program opens. */
export class FolderMailer extends Mailer {
  private readonly logger = new Logger(FolderMailer.name);

  constructor(
    private readonly folder: string,
    private readonly route: MailRoute,
  ) {
    super();
  }

  /** An attempt after the first replaces the file of the one before. */
  async send(letter: Letter): Promise<void> {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await transport.sendMail(messageOf(letter, this.route.from));
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${nameOf(letter)}.eml`);
    await writeFile(`${path}.unfinished`, message, { mode: 0o600, flush: true });
    await rename(`${path}.unfinished`, path);
    // Recipient and subject only: the text may hold a PIN or a link that lets somebody in.
    this.logger.log(`mail to ${letter.to}: ${letter.subject} (no mail server, kept as ${path})`);
  }
}

/** In the order of time. The id is the part of the Message-ID before the domain. */
function nameOf({ date, messageId }: Letter): string {
  const id = /^<([\w-]+)@/.exec(messageId)?.[1];
  return `${date.toISOString().replace(/[:.]/g, '-')}-${id}`;
}

import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Header and body as they came. */
  raw: string;
}

/**
 * What the server does: takes mail; never greets (`silent`); reads a whole mail and then breaks the connection
 * (`cut`) or never answers (`mute`).
 */
export type MailServerManner = 'takes' | 'silent' | 'cut' | 'mute';

/** A mail server outside our processes, on loopback. Keeps what it was given in memory. */
export class MailServer {
  /** Every mail that came in whole, whatever was answered. */
  readonly received: ReceivedMail[] = [];
  /** The answer for an address that is refused: a code of 4xx for now, of 5xx for good. */
  readonly refused = new Map<string, number>();
  manner: MailServerManner = 'takes';
  /** The answer to every mail, once it is read, instead of taking it. */
  refusedContent?: number;
  /** Nobody's password is right. */
  refusesLogins = false;
  /** Answers to mail wait for it. */
  hold: Promise<void> = Promise.resolve();
  private readonly sockets = new Set<Socket>();
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 1,
      onConnect: (_session, done) => {
        if (this.manner !== 'silent') done();
      },
      onAuth: (auth, _session, done) => {
        if (this.refusesLogins) done(answer(535, 'wrong password'));
        else done(null, { user: auth.username });
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = this.refused.get(address);
        done(code === undefined ? null : answer(code, `no mail for ${address}`));
      },
      onData: (stream, { envelope }, done) => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address);
        void text(stream).then((raw) => this.take({ from, to, raw }, done));
      },
    });
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket) => this.sockets.add(socket));
  }

  static async start(): Promise<MailServer> {
    const mails = new MailServer();
    await new Promise<void>((resolve) => mails.server.listen(0, '127.0.0.1', resolve));
    return mails;
  }

  /** `login` is what stands before the host: `user:password`. */
  url(login?: string): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://${login ? `${login}@` : ''}127.0.0.1:${port}`;
  }

  /** As if it had just been started. */
  reset(): void {
    this.received.length = 0;
    this.refused.clear();
    this.manner = 'takes';
    this.refusedContent = undefined;
    this.refusesLogins = false;
    this.hold = Promise.resolve();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async take(mail: ReceivedMail, done: (error?: Error | null) => void): Promise<void> {
    this.received.push(mail);
    await this.hold;
    if (this.manner === 'mute') return;
    if (this.manner === 'cut') this.cut();
    else done(this.refusedContent === undefined ? null : answer(this.refusedContent, 'not this mail'));
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }
}

const answer = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

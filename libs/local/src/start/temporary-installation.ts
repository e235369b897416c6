import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from './address';
import { Installation } from './installation';
import { musterApps } from './muster-apps';
import type { Facts } from './preparation';

/** What would lead somewhere that outlives it, or to somebody else's. */
const NOT_TAKEN_OVER =
  /^(DATABASE_URL|REDIS_URL|S3_.*|SMTP_URL|EXTRA_PORTS|ADMIN_EMAIL|ADMIN_PASSWORD|OTEL_.*)$/;

/** A whole Muster on a free port, with databases and a folder of its own, of which nothing stays. */
export class TemporaryInstallation {
  readonly adminPassword = randomBytes(12).toString('base64url');
  /** The databases do not keep a process alive, not even one that waits for their end. */
  private readonly alive = setInterval(() => undefined, 60_000);
  private facts?: Facts;
  private folder?: string;
  private started?: Promise<void>;
  private installation?: Installation;
  private stopped?: Promise<void>;

  /** `say` gets every line that the apps log. Models are those of the environment. */
  constructor(
    private readonly root: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Throws `StartError` with everything stopped again. */
  async start(): Promise<{ address: string; adminEmail: string }> {
    try {
      this.started = this.bringUp();
      await this.started;
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (!this.facts || this.stopped) throw stoppedEarly();
    return { address: addressOf(this.facts), adminEmail: this.facts.adminEmail };
  }

  /** Safe to call at any time and more than once. */
  stop(): Promise<void> {
    this.stopped ??= this.takeDown();
    return this.stopped;
  }

  private async bringUp(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-'));
    this.folder = folder;
    // Started by root, the database runs as another user, who must pass through.
    await chmod(folder, 0o711);
    if (this.stopped) throw stoppedEarly();
    const dist = join(this.root, 'dist');
    this.installation = new Installation({
      root: this.root,
      env: this.environment(folder),
      settingsModule: join(dist, 'tools', 'all-settings.js'),
      apps: (facts, admin) => {
        this.facts = facts;
        return musterApps(dist, facts, admin);
      },
      print: this.say,
    });
    await this.installation.start();
  }

  private async takeDown(): Promise<void> {
    // What is still coming up may write into the folder until it has noticed.
    await Promise.allSettled([this.installation?.stop(), this.started]);
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
    clearInterval(this.alive);
  }

  private environment(folder: string): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !NOT_TAKEN_OVER.test(name));
    return {
      ...Object.fromEntries(kept),
      DATA_DIR: join(folder, 'data'),
      HOST: '127.0.0.1',
      PORT: '0',
      DRAIN_SECONDS: '2',
      ADMIN_PASSWORD: this.adminPassword,
    };
  }
}

const stoppedEarly = (): Error => new Error('stopped before it was ready');

import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { StartError } from './start.error';
import { supervised } from '../processes/supervised';

/** What the supervisor needs to know of the validated settings. */
export interface Facts {
  /** Address to listen on; undefined: all. */
  host?: string;
  port: number;
  extraPorts: number[];
  /** 0: the apps without a surface show their health to nobody. */
  healthPort: number;
  dataDir: string;
  adminEmail: string;
}

/** What the preparing process says, in this order; `failure` ends it at any point. */
export type PreparationAnswer =
  | { facts: Facts }
  /** `newcomer`: nobody has an account yet. */
  | { migrated: { newcomer: boolean } }
  | { failure: string };

/** What it is told in between. */
export interface Connections {
  databaseUrl: string;
  redisUrl: string;
}

/**
 * Validation and migration need the whole framework, which the supervisor would carry about for ever after. So a
 * process of its own does both and ends.
 */
export class Preparation {
  private readonly child: ChildProcess;
  private readonly ended: Promise<never>;

  constructor(settingsModule: string, env: NodeJS.ProcessEnv) {
    this.child = fork(require.resolve('./prepare.main'), [settingsModule], {
      ...supervised(env),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // The channel closes after the last answer was delivered; the exit may be told before that.
    this.ended = once(this.child, 'disconnect').then(() => {
      throw new StartError('the settings and the database could not be prepared');
    });
    this.ended.catch(() => undefined);
  }

  async facts(): Promise<Facts> {
    return (await this.answer('facts')).facts;
  }

  async migrate(connections: Connections): Promise<{ newcomer: boolean }> {
    const answer = this.answer('migrated');
    this.child.send(connections);
    return (await answer).migrated;
  }

  end(): void {
    this.child.kill('SIGTERM');
  }

  private async answer<K extends string>(name: K): Promise<Extract<PreparationAnswer, Record<K, unknown>>> {
    const [answer] = (await Promise.race([once(this.child, 'message'), this.ended])) as [PreparationAnswer];
    if ('failure' in answer) throw new StartError(answer.failure);
    if (!(name in answer)) throw new StartError('the preparation answered out of order');
    return answer as Extract<PreparationAnswer, Record<K, unknown>>;
  }
}

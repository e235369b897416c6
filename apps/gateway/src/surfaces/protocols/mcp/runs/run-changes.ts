import { Injectable } from '@nestjs/common';
import { type Actor, allows } from '@muster/identity';
import { EventStreams } from '@muster/runs';
import { scopeOf } from './run-detail';

/** Events come in bursts; a client is told once about each. */
const BURST_MS = 100;

/** Tells which of an actor's runs have changed, as it happens. */
@Injectable()
export class RunChanges {
  constructor(private readonly streams: EventStreams) {}

  /** Answers how to leave. */
  async follow(actor: Actor, told: (uri: string) => void): Promise<() => void> {
    if (!allows(actor, 'runs:read')) return () => undefined;
    const changed = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const tell = () => {
      timer = undefined;
      for (const uri of changed) told(uri);
      changed.clear();
    };
    const leave = await this.streams.followFeed(scopeOf(actor), 'now', ({ runId }) => {
      changed.add(`muster://runs/${runId}`);
      timer ??= setTimeout(tell, BURST_MS);
      return true;
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }
}

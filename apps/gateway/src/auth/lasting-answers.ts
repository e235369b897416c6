import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { cutOff, DomainError, Ticker } from '@muster/platform';
import type { Response } from 'express';

const LOOK_EVERY_MS = 1_000;

/** What says that somebody may not go on, as opposed to that nobody can tell. */
const REFUSALS = new Set<DomainError['code']>(['unauthenticated', 'forbidden', 'not_found']);

interface Watched {
  /** What the answer shows depends on it. */
  readonly standing: string;
  /** Who is asking, as the request would be let in now. */
  readonly again: () => Promise<Actor | undefined>;
}

/**
 * Answers that last, such as streams of events, end with what let them begin: with the credential, the membership, the
 * permission, and when the role becomes another, since what is shown depends on it. While nobody can tell they go on.
 */
@Injectable()
export class LastingAnswers implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Map<Response, Watched>();
  private readonly ticker = new Ticker(LOOK_EVERY_MS, () => this.endStale(), new Logger(LastingAnswers.name));

  onModuleInit(): void {
    this.ticker.start();
  }

  onApplicationShutdown(): void {
    this.ticker.stop();
  }

  watch(response: Response, actor: Actor, again: Watched['again']): void {
    this.open.set(response, { standing: standingOf(actor), again });
    response.once('close', () => this.open.delete(response));
  }

  private async endStale(): Promise<void> {
    await Promise.all(
      [...this.open].map(async ([response, watched]) => {
        if (await holds(watched)) return;
        this.open.delete(response);
        cutOff(response);
      }),
    );
  }
}

async function holds({ standing, again }: Watched): Promise<boolean> {
  try {
    const actor = await again();
    return actor !== undefined && standingOf(actor) === standing;
  } catch (error) {
    return !(error instanceof DomainError && REFUSALS.has(error.code));
  }
}

const standingOf = ({ userId, orgId, role, permissions, instanceAdmin, scopes }: Actor): string =>
  JSON.stringify([userId, orgId, role, [...(permissions ?? [])].sort(), instanceAdmin, scopes]);

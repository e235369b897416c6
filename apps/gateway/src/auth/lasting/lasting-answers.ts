import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { IpRulesService } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { cutOff, DomainError, Ticker } from '@muster/platform';
import type { Response } from 'express';
import { inTurns } from './in-turns';

const LOOK_EVERY_MS = 1_000;

/** Before everything else has its turn. */
const LOOKS_AT_ONCE = 100;

/** What says that somebody may not go on, as opposed to that nobody can tell. */
const REFUSALS = new Set<DomainError['code']>(['unauthenticated', 'forbidden', 'not_found']);

interface Caller {
  readonly actor: Actor;
  /** Who is asking, as the request would be let in now. */
  readonly again: () => Promise<Actor | undefined>;
}

interface Watched {
  readonly address: string | undefined;
  /** What the answer shows depends on it. */
  readonly standing?: string;
  readonly again?: Caller['again'];
}

/**
 * Answers that last, such as streams of events, end with what let them begin: with the credential, the membership, the
 * permission, with rules that no longer admit the address, and when the role becomes another, since what is shown depends
 * on it. While nobody can tell they go on.
 */
@Injectable()
export class LastingAnswers implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Map<Response, Watched>();
  private readonly ticker = new Ticker(LOOK_EVERY_MS, () => this.endStale(), new Logger(LastingAnswers.name));

  constructor(private readonly rules: IpRulesService) {}

  onModuleInit(): void {
    this.ticker.start();
  }

  onApplicationShutdown(): void {
    this.ticker.stop();
  }

  /** Without a caller, of whom nothing is known that could end, only the address counts. */
  watch(response: Response, address: string | undefined, caller?: Caller): void {
    const standing = caller && standingOf(caller.actor);
    this.open.set(response, { address, standing, again: caller?.again });
    response.once('close', () => this.open.delete(response));
  }

  private endStale(): Promise<void> {
    return inTurns([...this.open], LOOKS_AT_ONCE, async ([response, watched]) => {
      if (this.rules.admits(watched.address) && (await holds(watched))) return;
      this.open.delete(response);
      cutOff(response);
    });
  }
}

async function holds({ standing, again }: Watched): Promise<boolean> {
  if (!again) return true;
  try {
    const actor = await again();
    return actor !== undefined && standingOf(actor) === standing;
  } catch (error) {
    return !(error instanceof DomainError && REFUSALS.has(error.code));
  }
}

const standingOf = ({ userId, orgId, role, permissions, instanceAdmin, scopes }: Actor): string =>
  JSON.stringify([userId, orgId, role, [...(permissions ?? [])].sort(), instanceAdmin, scopes]);

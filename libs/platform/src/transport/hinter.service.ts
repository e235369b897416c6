import { Inject, Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { catchError, firstValueFrom, TimeoutError, timeout } from 'rxjs';
import type { Hints, Questions } from '@muster/contracts';
import { ErrorRecord, fromErrorRecord, toErrorRecord, UnavailableError } from '../errors/domain.errors';

export const TRANSPORT_CLIENT = Symbol('transport client');

type Answer<T> = { ok: T } | { error: ErrorRecord };

/** For whoever answers questions: a result, or an error, in the form that `ask` understands. */
export async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: await work() };
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

/** Sends hints and asks questions over the Nest Redis transport. */
@Injectable()
export class Hinter implements OnApplicationShutdown {
  private readonly logger = new Logger(Hinter.name);

  constructor(@Inject(TRANSPORT_CLIENT) private readonly client: ClientProxy) {}

  /** Never throws and never waits: a lost hint costs latency only. */
  hint<K extends keyof Hints>(name: K, payload: Hints[K]): void {
    this.client
      .emit(name, payload)
      .pipe(
        catchError((error: Error) => {
          this.logger.debug(`hint ${name} not sent: ${error.message}`);
          return [];
        }),
      )
      .subscribe();
  }

  /** Asks whoever answers first. Throws `UnavailableError` when nobody does within `deadlineMs`. */
  async ask<K extends keyof Questions>(
    name: K,
    payload: Questions[K]['ask'],
    deadlineMs: number,
  ): Promise<Questions[K]['answer']> {
    const answer = this.client.send<Answer<Questions[K]['answer']>>(name, payload);
    try {
      const result = await firstValueFrom(answer.pipe(timeout(deadlineMs)));
      if ('error' in result) throw fromErrorRecord(result.error);
      return result.ok;
    } catch (error) {
      if (error instanceof TimeoutError) throw new UnavailableError(`nobody answered ${name}`);
      throw error;
    }
  }

  onApplicationShutdown(): void {
    void this.client.close();
  }
}

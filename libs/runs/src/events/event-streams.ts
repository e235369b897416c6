import { Controller, Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { type Actor, allows, reachOf } from '@muster/identity';
import { InvalidError } from '@muster/platform';
import { type RunScope, RunStore } from '../run/run-store';
import type { RunEvent } from './event.entity';
import { EventReader, FEED_START, type FeedMoment, type FeedPosition } from './event-reader';
import { type FeedEvent, isOfRun } from './feed-event';
import { type Follower, Tail } from './tail';

/** A lost hint delays an event by at most this. */
const SAFETY_NET_MS = 1_000;
/** A feed hint can come before its transaction is the oldest one: then the next look finds it. */
const SECOND_LOOK_MS = 15;

/** From where a reader wants to read: an event id, the beginning, or only what comes. */
export type StartFrom = { after: string } | 'start' | 'now';

/** Gets events in order; answers false when it can take no more, and is cut. */
export type EventSink<E extends FeedEvent = RunEvent> = (event: E, eventId: string) => boolean;

const isAfter = (a: FeedPosition, b: FeedPosition): boolean =>
  a.xid > b.xid || (a.xid === b.xid && a.id > b.id);

/** The feed is ordered by transaction: whatever was open at the moment lies after this place, beside some of the past. */
const justBefore = ({ xmin }: FeedMoment): FeedPosition => ({ xid: xmin - 1, id: Number.MAX_SAFE_INTEGER });

const wasCommittedAt = ({ xmin, xmax, open }: FeedMoment, xid: number): boolean =>
  xid < xmin || (xid < xmax && !open.includes(xid));

/** Live streams of events: what is in Postgres after a place, then what comes, without a gap and without doubles. */
@Injectable()
export class EventStreams implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(EventStreams.name);
  private readonly runs: Tail<RunEvent, number>;
  private readonly feeds: Tail<FeedEvent, FeedPosition>;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly reader: EventReader,
    private readonly store: RunStore,
  ) {
    const warn = (error: unknown) => {
      this.logger.warn(`events not read: ${String(error)}`);
    };
    this.runs = new Tail<RunEvent, number>(
      {
        keyOf: ({ runId }) => runId,
        positionOf: ({ seq }) => seq,
        isAfter: (a, b) => a > b,
        read: (after, limit) => reader.ofRuns(after, limit),
      },
      warn,
    );
    this.feeds = new Tail<FeedEvent, FeedPosition>(
      {
        keyOf: ({ orgId }) => orgId,
        positionOf: ({ xid, id }) => ({ xid, id }),
        isAfter,
        read: (after, limit) => reader.ofFeeds(after, limit),
      },
      warn,
    );
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.runs.lookAtAll();
      this.feeds.lookAtAll();
    }, SAFETY_NET_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** One run's events; ids are their numbers in the run. Answers how to leave. */
  async followRun(scope: RunScope, runId: string, from: StartFrom, sink: EventSink): Promise<() => void> {
    const run = await this.store.get(scope, runId);
    const position = from === 'now' ? run.eventSeq : from === 'start' ? 0 : parseSeq(from.after);
    const follower: Follower<RunEvent, number> = {
      position,
      accept: (event) => sink(event, String(event.seq)),
    };
    return this.runs.follow(runId, follower);
  }

  /** What happens in the organization's runs, or in those of one of its users. */
  followFeed(scope: RunScope, from: StartFrom, sink: EventSink): Promise<() => void> {
    return this.follow(scope.orgId, from, (event, id) => {
      const hears = isOfRun(event) && isWithin(scope, event);
      return !hears || sink(event, id);
    });
  }

  /** What happens in the runs that the actor may see, and whatever else in the organization they may hear of. */
  followAll(actor: Actor, from: StartFrom, sink: EventSink<FeedEvent>): Promise<() => void> {
    const scope = reachOf(actor, 'organization-runs:read');
    return this.follow(scope.orgId, from, (event, id) => {
      const hears = isOfRun(event) ? isWithin(scope, event) : allows(actor, event.permission);
      return !hears || sink(event, id);
    });
  }

  private async follow(orgId: string, from: StartFrom, sink: EventSink<FeedEvent>): Promise<() => void> {
    const { position, moment } = await this.beginning(from);
    const accept = (event: FeedEvent, { xid, id }: FeedPosition): boolean =>
      (moment !== undefined && wasCommittedAt(moment, xid)) || sink(event, `${xid}-${id}`);
    return this.feeds.follow(orgId, { position, accept });
  }

  private async beginning(from: StartFrom): Promise<{ position: FeedPosition; moment?: FeedMoment }> {
    if (from === 'start') return { position: FEED_START };
    if (from !== 'now') return { position: parsePosition(from.after) };
    const moment = await this.reader.feedNow();
    return { position: justBefore(moment), moment };
  }

  /** The first event after number `after` that fits; undefined when none came in time. */
  async next(
    scope: RunScope,
    runId: string,
    after: number,
    fits: (event: RunEvent) => boolean,
    timeoutMs: number,
  ): Promise<RunEvent | undefined> {
    const found = Promise.withResolvers<RunEvent | undefined>();
    const timer = setTimeout(found.resolve, timeoutMs, undefined);
    const leave = await this.followRun(scope, runId, { after: String(after) }, (event) => {
      if (fits(event)) found.resolve(event);
      return true;
    });
    return found.promise.finally(() => {
      clearTimeout(timer);
      leave();
    });
  }

  appended({ orgIds, runIds }: Hints['events.appended']): void {
    this.runs.look(runIds);
    this.feeds.look(orgIds);
    setTimeout(() => {
      this.feeds.look(orgIds);
    }, SECOND_LOOK_MS);
  }
}

/** Hears that somebody wrote events. */
@Controller()
export class EventsListener {
  constructor(private readonly streams: EventStreams) {}

  @EventPattern('events.appended')
  appended(hint: Hints['events.appended']): void {
    this.streams.appended(hint);
  }
}

const isWithin = ({ userId }: RunScope, event: RunEvent): boolean =>
  userId === undefined || event.userId === userId;

function parseSeq(eventId: string): number {
  if (!/^\d{1,9}$/.test(eventId)) throw unknownEventId();
  return Number(eventId);
}

function parsePosition(eventId: string): FeedPosition {
  if (eventId === '0') return FEED_START;
  const [, xid, id] = /^(\d{1,15})-(\d{1,16})$/.exec(eventId) ?? [];
  if (!xid || !id) throw unknownEventId();
  return { xid: Number(xid), id: Number(id) };
}

const unknownEventId = (): InvalidError =>
  new InvalidError('unknown event id', { 'Last-Event-ID': 'not an id of this feed' });

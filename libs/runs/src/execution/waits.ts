import { type ErrorRecord, fromErrorRecord } from '@muster/platform';
import type { Signal } from '../signals/signal.entity';
import type { Step } from '../steps/step.entity';
import { Inbox, type Wait } from './inbox';
import { Journal, replayed } from './journal';
import type { ApprovalDecision, ApprovalRequest } from './run-context';
import { type Stay, stepEvent } from './stay';

/** Everything a program may wait for. A wait is a step whose result comes from outside. */
export class Waits {
  private readonly inbox: Inbox;

  constructor(
    private readonly stay: Stay,
    private readonly journal: Journal,
    signals: Signal[],
  ) {
    this.inbox = new Inbox(signals, stay.run.inbox);
    stay.whenIdle(() => this.deliverOrSuspend());
  }

  /** Resolves to `Received`. */
  receive(wait: Omit<Wait, 'resolve'>): Promise<unknown> {
    return this.wait(wait, this.journal.take('wait', wait.key));
  }

  async ask(key: string, request: ApprovalRequest, reason: 'approval' | 'budget'): Promise<ApprovalDecision> {
    const recorded = this.journal.take('wait', key, request.args);
    if (!recorded) await this.request(key, request);
    const received = await this.wait({ key, topic: `approval:${key}`, reason, isWritten: true }, recorded);
    return (received as { payload: ApprovalDecision }).payload;
  }

  async childEnd(key: string, childId: string): Promise<unknown> {
    const received = await this.receive({ key, topic: `child:${childId}`, reason: 'child' });
    const { output, error } = (received as { payload: { output?: unknown; error?: ErrorRecord } }).payload;
    if (error) throw fromErrorRecord(error);
    return output;
  }

  private async request(key: string, request: ApprovalRequest): Promise<void> {
    const { stay } = this;
    const { action, args } = request;
    const step = {
      kind: 'wait',
      key,
      name: action,
      input: args,
      startedAt: new Date(),
      status: 'started' as const,
    };
    await stay.guarded(() =>
      stay.write(() =>
        stay.ports.approvals.request(stay.run, key, request, (id) =>
          stay.draft({
            steps: [{ ...step, isNew: true }],
            events: [{ type: 'approval.requested', data: { approval_id: id, key, action, args } }],
          }),
        ),
      ),
    );
  }

  private wait(wait: Omit<Wait, 'resolve'>, recorded: Step | undefined): Promise<unknown> {
    if (recorded && recorded.status !== 'started') return replayed(recorded);
    const written = (recorded?.input as { until?: string } | null)?.until;
    const until = written ?? (wait.timeoutMs === undefined ? undefined : Date.now() + wait.timeoutMs);
    const isWritten = wait.isWritten ?? recorded !== undefined;
    const opened = Promise.withResolvers<unknown>();
    this.inbox.add({ ...wait, isWritten, ...(until && { until: new Date(until) }), resolve: opened.resolve });
    this.stay.settle();
    return opened.promise;
  }

  private async deliverOrSuspend(): Promise<boolean> {
    if (!this.inbox.hasWaits) return false;
    if (await this.deliver()) return true;
    const left = await this.stay.leave(
      { ...this.inbox.suspension(), steps: this.inbox.intents() },
      'suspended',
    );
    if (!left) await this.refresh();
    return !left;
  }

  private async deliver(): Promise<boolean> {
    const delivery = this.inbox.next(new Date());
    if (!delivery) return false;
    const { wait, output, signal } = delivery;
    const { key, topic, isWritten } = wait;
    const step = {
      kind: 'wait',
      key,
      name: topic,
      output,
      status: 'done' as const,
      startedAt: new Date(),
      isNew: !isWritten,
    };
    const commit = this.stay.draft({
      steps: [step],
      events: [stepEvent(step)],
      consumed: signal ? [{ seq: signal.seq, by: key }] : [],
    });
    await this.stay.write(() => this.stay.ports.writer.commit(commit));
    if (!this.stay.isInterrupted) wait.resolve(output);
    return true;
  }

  /** The suspension was refused: either a signal has come, or the run is no longer ours. */
  private async refresh(): Promise<void> {
    const fresh = await this.stay.ports.exits.reload(this.stay.run).catch(() => undefined);
    if (fresh) this.inbox.refill(fresh.signals, fresh.inbox);
    else this.stay.interrupt();
  }
}

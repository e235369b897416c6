import { Logger } from '@nestjs/common';
import { CancelledError, DomainError } from '@muster/platform';
import { Backoff } from './backoff';
import type { McpServerConfig } from '../config/server-config';
import type { RemoteResult, RemoteTool } from '../remote-tool';
import { callProblem, connectProblem, isForgotten } from './problems';
import { openSession, type Session } from './open-session';
import { toRemoteResult } from './to-remote-result';
import { toRemoteTools } from './to-remote-tools';

const LIST_MS = 20_000;

/** One server, connected to when it is first needed, and again after it was lost. */
export class McpConnection {
  private readonly logger = new Logger('McpServer');
  private readonly backoff = new Backoff();
  private readonly life = new AbortController();
  private session?: Promise<Session>;
  private listed?: { tools: Promise<RemoteTool[]>; until: number };

  constructor(
    readonly config: McpServerConfig,
    private readonly toolsMs: number,
  ) {}

  /** Those that the operator lets pass, as the server last told. */
  tools(): Promise<RemoteTool[]> {
    if (this.listed && this.listed.until > Date.now()) return this.listed.tools;
    const listed = { tools: this.list(), until: Date.now() + this.toolsMs };
    this.listed = listed;
    listed.tools.catch(() => {
      if (this.listed === listed) this.listed = undefined;
    });
    return listed.tools;
  }

  /** Throws `DomainError` (`unavailable`) when nothing is known of what became of the call, or when there was none. */
  async call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<RemoteResult> {
    const session = await this.connected();
    try {
      return await this.callOn(session, tool, args, signal);
    } catch (error) {
      // It has forgotten us, and with us the call: a new session may be asked.
      if (!isForgotten(error)) throw this.problem(session, tool, error, signal);
    }
    await this.forget(session);
    const again = await this.connected();
    return this.callOn(again, tool, args, signal).catch((error: unknown) => {
      throw this.problem(again, tool, error, signal);
    });
  }

  async close(): Promise<void> {
    this.life.abort();
    const session = await this.session?.catch(() => undefined);
    this.drop();
    await session?.close();
  }

  private async callOn(
    { client, masks }: Session,
    tool: string,
    args: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<RemoteResult> {
    const timeout = this.config.timeoutSeconds * 1_000;
    const options = { timeout, maxTotalTimeout: timeout, resetTimeoutOnProgress: false, signal };
    return masks.deep(toRemoteResult(await client.callTool({ name: tool, arguments: args }, options)));
  }

  private async list(): Promise<RemoteTool[]> {
    const { name, tools: allowed } = this.config;
    const { client, masks } = await this.connected();
    const { tools } = await client.listTools(undefined, { timeout: LIST_MS, cacheMode: 'refresh' });
    return masks.deep(toRemoteTools(name, tools, allowed));
  }

  private connected(): Promise<Session> {
    if (this.session) return this.session;
    const { waitMs, reason } = this.backoff;
    if (waitMs > 0)
      return Promise.reject(
        new DomainError('unavailable', reason, { retryAfter: Math.ceil(waitMs / 1_000) }),
      );
    const session = this.open();
    this.session = session;
    session.catch(() => {
      if (this.session === session) this.session = undefined;
    });
    return session;
  }

  private async open(): Promise<Session> {
    const { name } = this.config;
    try {
      const session = await openSession(this.config, {
        signal: this.life.signal,
        onToolsChanged: () => (this.listed = undefined),
        onClosed: () => {
          this.logger.warn(`the server ${name} has gone`);
          this.drop();
        },
      });
      this.backoff.succeed();
      return session;
    } catch (error) {
      const problem = connectProblem(name, error);
      this.backoff.fail(problem.message);
      this.logger.warn(problem.message);
      throw problem;
    }
  }

  private problem({ masks }: Session, tool: string, error: unknown, signal: AbortSignal): DomainError {
    if (signal.aborted) return new CancelledError();
    const { name, timeoutSeconds } = this.config;
    return callProblem({ server: name, tool, timeoutSeconds }, error, (text) => masks.text(text));
  }

  private async forget(session: Session): Promise<void> {
    this.drop();
    await session.close();
  }

  private drop(): void {
    this.session = undefined;
    this.listed = undefined;
  }
}

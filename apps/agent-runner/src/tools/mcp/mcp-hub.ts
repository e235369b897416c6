import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { NotFoundError } from '@muster/platform';
import { Organizations } from '../organizations';
import { McpSettings } from './config/mcp.settings';
import { readServers } from './config/server-config';
import { McpConnection } from './connection/mcp-connection';
import type { RemoteResult, RemoteTool } from './remote-tool';

/** A server that is not ready by then is left out of this turn, and goes on connecting for the next. */
const PATIENCE_MS = 5_000;

/** The servers of this installation: one connection to each, shared by all runs that may use it. */
@Injectable()
export class McpHub implements OnApplicationShutdown {
  private readonly logger = new Logger('McpServer');
  private readonly connections: Map<string, McpConnection>;

  constructor(
    settings: McpSettings,
    private readonly organizations: Organizations,
  ) {
    const toolsMs = settings.toolsSeconds * 1_000;
    this.connections = new Map(
      readServers(settings).map((config) => [config.name, new McpConnection(config, toolsMs)]),
    );
  }

  get isEmpty(): boolean {
    return this.connections.size === 0;
  }

  /** Whether there is any server that runs of this organization may use. */
  async serves(orgId: string): Promise<boolean> {
    return (await this.visible(orgId)).length > 0;
  }

  /** All tools that runs of this organization may call, as far as their servers answer. */
  async tools(orgId: string): Promise<RemoteTool[]> {
    const lists = await Promise.all((await this.visible(orgId)).map((connection) => this.soon(connection)));
    return lists.flat();
  }

  /** Throws `NotFoundError` for what there is not, and for what another organization has to itself. */
  async find(name: string, orgId: string): Promise<{ tool: RemoteTool; confirm: boolean }> {
    const connection = await this.connectionFor(name, orgId);
    const tool = (await connection.tools()).find((candidate) => candidate.name === name);
    if (!tool) throw new NotFoundError('tool', name.slice(0, 200));
    const { confirm } = connection.config;
    const own = toolOf(name);
    return { tool, confirm: confirm ? confirm.includes(own) || confirm.includes('*') : tool.destructive };
  }

  async call(
    name: string,
    args: Record<string, unknown>,
    { orgId, signal }: { orgId: string; signal: AbortSignal },
  ): Promise<RemoteResult> {
    return (await this.connectionFor(name, orgId)).call(toolOf(name), args, signal);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
  }

  private async connectionFor(name: string, orgId: string): Promise<McpConnection> {
    const server = name.split('/', 1)[0];
    const found = (await this.visible(orgId)).find(({ config }) => config.name === server);
    if (!found) throw new NotFoundError('tool', name.slice(0, 200));
    return found;
  }

  private async visible(orgId: string): Promise<McpConnection[]> {
    const all = [...this.connections.values()];
    if (all.every(({ config }) => config.organizations === undefined)) return all;
    const slug = (await this.organizations.find(orgId))?.slug;
    return all.filter(({ config: { organizations } }) =>
      organizations ? organizations.some((one) => one === orgId || one === slug) : true,
    );
  }

  private async soon(connection: McpConnection): Promise<RemoteTool[]> {
    const late = new AbortController();
    const none = sleep(PATIENCE_MS, [], late).catch(() => []);
    const tools = connection.tools().catch((error: unknown) => {
      this.logger.debug(`no tools of ${connection.config.name}: ${String(error)}`);
      return [];
    });
    return Promise.race([tools, none]).finally(() => {
      late.abort();
    });
  }
}

const toolOf = (name: string): string => name.slice(name.indexOf('/') + 1);

import { Logger } from '@nestjs/common';
import type { Client, ClientOptions, Transport } from '@modelcontextprotocol/client' with {
  'resolution-mode': 'import',
};
import { buildInfo, originFetch } from '@muster/platform';
import type { Masks } from '../config/masks';
import { bareEnvironment } from '../config/mcp.settings';
import { resolved } from '../config/references';
import type { McpServerConfig } from '../config/server-config';
import { ProgramTransport } from './program-transport';

/** A server that is spoken to. */
export interface Session {
  client: Client;
  masks: Masks;
  close(): Promise<void>;
}

export interface SessionEvents {
  /** Nobody waits for the connection any longer. */
  signal: AbortSignal;
  /** Its list of tools is not what it was. */
  onToolsChanged: () => void;
  onClosed: () => void;
}

type Mode = NonNullable<NonNullable<ClientOptions['versionNegotiation']>['mode']>;

const CONNECT_MS = 30_000;
const LARGEST_ANSWER = 10 * 1024 ** 2;

const logger = new Logger('McpServer');

/**
 * Connects to a server in whichever edition of the protocol it speaks. Programs are first asked as most of them
 * know it: some end when they are asked in the newer way.
 */
export async function openSession(config: McpServerConfig, events: SessionEvents): Promise<Session> {
  if ('url' in config) return connect(config, 'auto', events);
  try {
    return await connect(config, 'legacy', events);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return connect(config, 'auto', events);
  }
}

/** An answer, and not silence or a program that is not there. */
const isRefusal = (error: unknown): boolean => typeof (error as { code?: unknown }).code === 'number';

async function connect(config: McpServerConfig, mode: Mode, events: SessionEvents): Promise<Session> {
  const { values, masks } = await resolved(config);
  const { Client: McpClient } = await import('@modelcontextprotocol/client');
  const way = await ('url' in config ? overHttp(config, values) : toProgram(config, values, masks));
  const client = new McpClient(
    { name: 'muster', version: buildInfo().version },
    {
      versionNegotiation: { mode },
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: events.onToolsChanged } },
    },
  );
  client.onerror = (error) => {
    logger.debug(`${config.name}: ${masks.text(error.message)}`);
  };
  const close = async (): Promise<void> => {
    client.onclose = undefined;
    await client.close().catch(() => undefined);
    await way.close();
  };
  try {
    await client.connect(way.transport, { timeout: CONNECT_MS, signal: events.signal });
  } catch (error) {
    await close();
    throw Object.assign(error as Error, { message: masks.text((error as Error).message) });
  }
  client.onclose = events.onClosed;
  return { client, masks, close };
}

interface Way {
  transport: Transport;
  close(): Promise<void>;
}

async function overHttp({ url }: { url: string }, headers: Record<string, string>): Promise<Way> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const { fetch, close } = await originFetch(new URL(url).origin, LARGEST_ANSWER);
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch, requestInit: { headers } });
  return { transport, close };
}

function toProgram(
  { name, command, args, cwd }: Extract<McpServerConfig, { command: string }>,
  env: Record<string, string>,
  masks: Masks,
): Way {
  const onLine = (line: string): void => {
    logger.debug(`${name} prints: ${masks.text(line)}`);
  };
  const transport = new ProgramTransport({
    command,
    args,
    cwd,
    env: { ...bareEnvironment(), ...env },
    onLine,
  });
  return { transport, close: () => transport.close() };
}

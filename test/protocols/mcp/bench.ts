import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { AppModule as RunnerModule } from '../../../apps/agent-runner/src/app.module';
import { AppProcess } from '../../support/app-process';
import { Installation, type Person, type RunningGateway } from '../../support/installation';
import { untilReady, upload } from '../../support/step-tasks';

/** How clients of either generation of the protocol begin. */
export const GENERATIONS = {
  'of a session': { versionNegotiation: { mode: 'legacy' } },
  'that says all in each request': { versionNegotiation: { mode: { pin: '2026-07-28' } } },
} satisfies Record<string, ClientOptions>;

// Tests look into answers of many shapes; the client has already checked them against the schemas of their tools.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = any;

/** An installation with clients of the protocol. */
export class Bench {
  private readonly clients: Client[] = [];
  private ingest?: AppProcess;

  private constructor(
    readonly installation: Installation,
    readonly gateway: RunningGateway,
    readonly ada: Person,
    readonly stranger: Person,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<Bench> {
    const installation = await Installation.create(env);
    const gateway = await installation.startGateway();
    return new Bench(installation, gateway, await gateway.person(), await gateway.person());
  }

  async startRunner(): Promise<void> {
    await this.installation.startApp(RunnerModule);
  }

  startIngest(): void {
    this.ingest = AppProcess.start('document-ingest', this.installation.env);
  }

  /** Connected as somebody, or as nobody in particular. */
  async connect(
    who: Person | undefined,
    options: ClientOptions = GENERATIONS['of a session'],
    url = this.gateway.url,
  ): Promise<Client> {
    const client = new Client({ name: 'bench', version: '1.0.0' }, options);
    const headers: Record<string, string> = who ? { authorization: `Bearer ${who.token}` } : {};
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }),
    );
    this.clients.push(client);
    return client;
  }

  async document(who: Person, filename: string, content: string): Promise<string> {
    const { body } = await upload(who.client, filename, content);
    await untilReady(who.client, body.id as string);
    return body.id as string;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.ingest?.stop();
    await this.installation.close();
  }
}

/** The structured answer of a tool; fails with its words when it failed. */
export async function call(client: Client, name: string, args: object = {}): Promise<Answer> {
  const result = await client.callTool({ name, arguments: { ...args } });
  if (result.isError) throw new Error(textOf(result));
  return result.structuredContent;
}

/** What a tool says of its failure. */
export async function failure(client: Client, name: string, args: object = {}): Promise<string> {
  const result = await client.callTool({ name, arguments: { ...args } });
  if (!result.isError) throw new Error(`${name} did not fail: ${textOf(result)}`);
  return textOf(result);
}

export const textOf = ({ content }: Pick<CallToolResult, 'content'>): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');

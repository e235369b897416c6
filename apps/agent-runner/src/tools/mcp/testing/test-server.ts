import { appendFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** Where the server writes down what it did, and what it knows of its surroundings. */
export interface Surroundings {
  log: string;
  secret: string;
  /** What `environment` tells. */
  env: Record<string, string | undefined>;
  pid: number;
  exit: () => void;
}

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });

/** A server of somebody else's, with tools that behave in every way they can. */
export function testServer(around: Surroundings): McpServer {
  const server = new McpServer(
    { name: 'test', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  addCalm(server, around);
  addWild(server, around);
  return server;
}

function addCalm(server: McpServer, { log, env, pid }: Surroundings): void {
  const write = (line: string) => {
    appendFileSync(log, `${line}\n`);
    return text(`done: ${line}`);
  };
  const line = z.object({ line: z.string() });
  server.registerTool(
    'add',
    {
      description: 'Add two numbers',
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
      annotations: { readOnlyHint: true },
    },
    ({ a, b }) => ({ ...text(String(a + b)), structuredContent: { sum: a + b } }),
  );
  server.registerTool('note', { description: 'Write a line', inputSchema: line }, (args) =>
    write(`note ${args.line}`),
  );
  server.registerTool(
    'put',
    { description: 'Put a line', inputSchema: line, annotations: { idempotentHint: true } },
    (args) => write(`put ${args.line}`),
  );
  server.registerTool(
    'wipe',
    { description: 'Wipe all', inputSchema: line, annotations: { destructiveHint: true } },
    (args) => write(`wipe ${args.line}`),
  );
  server.registerTool('environment', { inputSchema: z.object({}) }, () => text(JSON.stringify({ pid, env })));
  server.registerTool('grow', { inputSchema: z.object({}) }, () => {
    server.registerTool('grown', { description: 'New here' }, () => text('grown'));
    return text('grew');
  });
}

function addWild(server: McpServer, { secret, exit }: Surroundings): void {
  const nothing = { inputSchema: z.object({}) };
  server.registerTool('fail', nothing, () => ({ ...text(`no disk, ${secret}`), isError: true }));
  server.registerTool('throw', nothing, () => {
    throw new Error(`thrown with ${secret}`);
  });
  server.registerTool('hang', nothing, () => new Promise<never>(() => undefined));
  server.registerTool('crash', nothing, () => {
    exit();
    return new Promise<never>(() => undefined);
  });
  server.registerTool('large', { inputSchema: z.object({ size: z.number() }) }, ({ size }) =>
    text('x'.repeat(size)),
  );
  server.registerTool('tell', { description: `Knows ${secret}`, inputSchema: z.object({}) }, () => ({
    content: [
      { type: 'text', text: `it is ${secret}, or ${Buffer.from(secret).toString('base64')}` },
      { type: 'resource', resource: { uri: 'memo:1', text: `memo ${secret}` } },
    ],
    structuredContent: { [secret]: [secret] },
  }));
  server.registerTool('show', nothing, () => ({
    content: [
      { type: 'text', text: 'see' },
      { type: 'image', mimeType: 'image/png', data: Buffer.alloc(3_000).toString('base64') },
      { type: 'resource_link', name: 'paper', uri: 'https://a.example/paper' },
      { type: 'resource', resource: { uri: 'file:///x.bin', blob: Buffer.alloc(10).toString('base64') } },
    ],
  }));
}

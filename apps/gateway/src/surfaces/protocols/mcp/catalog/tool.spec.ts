import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '@muster/identity';
import { InvalidError, UnavailableError } from '@muster/platform';
import { tool, type ToolCall } from './tool';

const ACTOR = { userId: 'u', orgId: 'o' } as Actor;

describe('tool', () => {
  const clients: Client[] = [];

  const call = async (run: (call: ToolCall) => Promise<{ answer: string }>, args = {}) => {
    const server = new McpServer({ name: 'server', version: '1' });
    tool({
      name: 'do_it',
      title: 'Do it',
      description: 'Does it',
      permission: 'runs:read',
      effect: 'reads',
      input: z.object({ times: z.int().default(1) }),
      output: z.object({ answer: z.string() }),
      run: (_, toolCall) => run(toolCall),
    }).register(server, ACTOR);
    const client = new Client({ name: 'client', version: '1' });
    const [near, far] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(far), client.connect(near)]);
    clients.push(client);
    return client.callTool({ name: 'do_it', arguments: args });
  };

  afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

  it('answers in the form that it declares, and in words', async () => {
    const { content, structuredContent } = await call(({ actor }) =>
      Promise.resolve({ answer: actor.userId }),
    );
    expect(structuredContent).toEqual({ answer: 'u' });
    expect(content).toEqual([{ type: 'text', text: '{"answer":"u"}' }]);
  });

  it('tells what the caller may know of a failure', async () => {
    const invalid = new InvalidError('bad input', { cursor: 'is not one' });
    expect(await call(() => Promise.reject(invalid))).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'bad input; cursor is not one' }],
    });
    const away = new UnavailableError('nobody is there', { retryAfter: 4.2 });
    expect((await call(() => Promise.reject(away))).content).toEqual([
      { type: 'text', text: 'nobody is there (try again in 5 s)' },
    ]);
  });

  it('logs what nobody foresaw, and does not show it', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const unforeseen = new Error('password authentication failed for user "muster"');
    const { isError, content } = await call(() => Promise.reject(unforeseen));
    expect([isError, content]).toEqual([true, [{ type: 'text', text: 'An unexpected error occurred' }]]);
    expect(log).toHaveBeenCalledWith(unforeseen, { tool: 'do_it' });
    log.mockRestore();
  });

  it('refuses arguments that do not fit, and says which', async () => {
    const never = () => Promise.reject(new Error('must not run'));
    const { isError, content } = await call(never, { times: 'often' });
    expect([isError, JSON.stringify(content)]).toEqual([true, expect.stringContaining('times')]);
  });

  it('tells no progress to a client that has not asked for it', async () => {
    const { isError } = await call(async ({ progress }) => {
      await progress(1, 'so far');
      return { answer: 'done' };
    });
    expect(isError).toBeUndefined();
  });
});

import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { auditScope } from '@muster/governance';
import type { Actor, Permission } from '@muster/identity';
import { type AuditName, type DomainError, toDomainError } from '@muster/platform';
import type { Feature } from './feature';

/** What a call does to what is stored: nothing, more of it, or a change that cannot be taken back. */
type Effect = 'reads' | 'adds' | 'destroys';

export interface ToolCall {
  readonly actor: Actor;
  /** Aborted when the client wants the answer no more. */
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far the call is; each time more than before. */
  progress(done: number, message: string): Promise<void>;
}

export interface Tool<I extends z.ZodObject, O extends z.ZodObject> {
  name: string;
  title: string;
  /** For the model that chooses among the tools. */
  description: string;
  permission: Permission;
  effect: Effect;
  /** In the audit trail, unless it only reads. Left out: `create_task` is `task.create`. */
  audit?: AuditName;
  input: I;
  output: O;
  run(input: z.output<I>, call: ToolCall): Promise<z.input<O>>;
  /** What a model reads of the answer, when that is not its JSON. */
  text?(answer: z.input<O>): string;
}

const ANNOTATIONS = {
  reads: { readOnlyHint: true },
  adds: { readOnlyHint: false, destructiveHint: false },
  destroys: { readOnlyHint: false, destructiveHint: true },
} satisfies Record<Effect, object>;

const logger = new Logger('Mcp');

export const tool = <I extends z.ZodObject, O extends z.ZodObject>(definition: Tool<I, O>): Feature => ({
  permission: definition.permission,
  register: (server, actor) => {
    register(server, actor, definition);
  },
});

function register<I extends z.ZodObject, O extends z.ZodObject>(
  server: McpServer,
  actor: Actor,
  definition: Tool<I, O>,
): void {
  const { name, title, description, effect, input, output, run, text = JSON.stringify } = definition;
  const config = {
    ...{ title, description, inputSchema: input, outputSchema: output },
    // Everything happens within this installation.
    annotations: { ...ANNOTATIONS[effect], openWorldHint: false },
  };
  const answer = async (given: unknown, context: ServerContext): Promise<CallToolResult> => {
    try {
      const result = await run(given as z.output<I>, callOf(actor, context));
      if (effect !== 'reads') await noted(actor, definition, { ...(given as object), ...result });
      return {
        content: [{ type: 'text', text: text(result) }],
        structuredContent: result,
      };
    } catch (error) {
      return failed(error, name);
    }
  };
  server.registerTool(name, config, answer as never);
}

/** Nothing is done through a tool that the trail does not know. */
async function noted(actor: Actor, { name, audit }: { name: string; audit?: AuditName }, known: object) {
  const scope = auditScope.getStore();
  if (!scope) throw new Error('a tool was called outside of a request');
  const action = audit ?? (name.includes('_') ? name.replace(/^(\w+?)_(\w+)$/, '$2.$1') : `tool.${name}`);
  const noun = action.slice(0, action.indexOf('.'));
  const id: unknown = Reflect.get(known, `${noun}_id`) ?? Reflect.get(known, 'id');
  const resourceId = typeof id === 'string' ? id : undefined;
  await scope.tell(actor, { action, resourceId, details: { tool: name } });
}

function callOf(actor: Actor, { mcpReq }: ServerContext): ToolCall {
  const token = mcpReq._meta?.progressToken;
  return {
    actor,
    signal: mcpReq.signal,
    progress: async (progress, message) => {
      if (token === undefined) return;
      const params = { progressToken: token, progress, message };
      await mcpReq.notify({ method: 'notifications/progress', params });
    },
  };
}

/** The model that called is told what is wrong, so that it can do better; never more than any client is told. */
function failed(thrown: unknown, name: string): CallToolResult {
  const error = toDomainError(thrown);
  if (error.code === 'internal') logger.error(error.cause ?? error, { tool: name });
  return { isError: true, content: [{ type: 'text', text: wordsOf(error) }] };
}

export function wordsOf({ message, details: { fields = {}, retryAfter } }: DomainError): string {
  const parts = Object.entries(fields).map(([field, what]) => `${field} ${what}`);
  const again = retryAfter === undefined ? '' : ` (try again in ${Math.ceil(retryAfter)} s)`;
  return `${[message, ...parts].join('; ')}${again}`;
}

import type { Tool } from '@modelcontextprotocol/client' with { 'resolution-mode': 'import' };
import type { RemoteTool } from '../remote-tool';

const MOST = 500;
const LONGEST_DESCRIPTION = 2_000;

/** `allowed`: names that the operator lets pass; undefined: all. */
export const toRemoteTools = (server: string, tools: Tool[], allowed: string[] | undefined): RemoteTool[] =>
  tools
    .filter(({ name }) => allowed === undefined || allowed.includes(name))
    .slice(0, MOST)
    .map(({ name, title, description, inputSchema, annotations }) => {
      const readOnly = annotations?.readOnlyHint === true;
      return {
        name: `${server}/${name}`,
        description: (description ?? annotations?.title ?? title ?? '').trim().slice(0, LONGEST_DESCRIPTION),
        schema: inputSchema,
        repeatable: readOnly || annotations?.idempotentHint === true,
        destructive: !readOnly && annotations?.destructiveHint === true,
      };
    });

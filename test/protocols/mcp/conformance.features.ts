import {
  type CallToolResult,
  completable,
  type ElicitRequestFormParams,
  type McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Feature } from '../../../apps/gateway/src/surfaces/protocols/mcp/catalog/feature';

/** One red pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** No sound at all. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';
const STEP_MS = 50;

const text = (words: string) => ({ type: 'text', text: words }) as const;
const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const;
const resource = (uri: string, mimeType: string, words: string) =>
  ({ type: 'resource', resource: { uri, mimeType, text: words } }) as const;

type Handler = (context: ServerContext) => CallToolResult | Promise<CallToolResult>;

const says = (...content: CallToolResult['content']): CallToolResult => ({ content });

/** What the suite expects of a server that it examines, by the names that it uses. */
const PLAIN_TOOLS: Record<string, Handler> = {
  test_simple_text: () => says(text('This is a simple text response for testing.')),
  test_image_content: () => says(image),
  test_audio_content: () => says({ type: 'audio', data: WAV, mimeType: 'audio/wav' }),
  test_embedded_resource: () =>
    says(resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')),
  test_multiple_content_types: () =>
    says(
      text('Multiple content types test:'),
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ),
  test_error_handling: () => {
    throw new Error('This tool intentionally returns an error for testing');
  },
  test_tool_with_logging: async ({ mcpReq }) => {
    for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', words);
      await pause(STEP_MS);
    }
    return says(text('Logged'));
  },
  test_tool_with_progress: async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      await pause(STEP_MS);
    }
    return says(text('Done'));
  },
  test_reconnection: async ({ http }) => {
    http?.closeSSE?.();
    await pause(2 * STEP_MS);
    return says(text('Still here'));
  },
  test_elicitation_sep1034_defaults: (context) =>
    elicit(context, {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    }),
  test_elicitation_sep1330_enums: (context) =>
    elicit(context, {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: { type: 'string', oneOf: titled('First Option', 'Second Option', 'Third Option') },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
      titledMulti: {
        type: 'array',
        items: { anyOf: titled('First Choice', 'Second Choice', 'Third Choice') },
      },
    }),
};

const titled = (...titles: string[]) => titles.map((title, index) => ({ const: `value${index + 1}`, title }));

type Properties = ElicitRequestFormParams['requestedSchema']['properties'];

async function elicit({ mcpReq }: ServerContext, properties: Properties): Promise<CallToolResult> {
  const requestedSchema = { type: 'object', properties } as const;
  const { action, content } = await mcpReq.elicitInput({ message: 'Please choose', requestedSchema });
  return says(text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`));
}

function registerTools(server: McpServer): void {
  for (const [name, handler] of Object.entries(PLAIN_TOOLS))
    server.registerTool(name, { description: `The suite's ${name}` }, handler);
  server.registerTool(
    'test_sampling',
    { description: 'Has the client ask its model', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const { content } = await mcpReq.requestSampling({
        messages: [{ role: 'user', content: text(prompt) }],
        maxTokens: 100,
      });
      return says(text(`LLM response: ${JSON.stringify(content)}`));
    },
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Has the client ask its user', inputSchema: z.object({ message: z.string() }) },
    (_, context) => elicit(context, { username: { type: 'string' }, email: { type: 'string' } }),
  );
  const address = z.object({ street: z.string(), city: z.string() }).partial().meta({ id: 'address' });
  server.registerTool(
    'json_schema_2020_12_tool',
    {
      description: 'Has a schema with definitions',
      inputSchema: z.strictObject({ name: z.string(), address }).partial(),
    },
    () => says(text('Fits')),
  );
}

const WATCHED = 'test://watched-resource';

function registerResources(server: McpServer): void {
  const TEXT = 'This is the content of the static text resource.';
  const contents = (uri: URL, mimeType: string, body: { text: string } | { blob: string }) => ({
    contents: [{ uri: uri.href, mimeType, ...body }],
  });
  server.registerResource('static-text', 'test://static-text', { mimeType: 'text/plain' }, (uri) =>
    contents(uri, 'text/plain', { text: TEXT }),
  );
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' }, (uri) =>
    contents(uri, 'image/png', { blob: PNG }),
  );
  server.registerResource('watched', WATCHED, { mimeType: 'text/plain' }, (uri) =>
    contents(uri, 'text/plain', { text: 'Watched' }),
  );
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json' }, (uri, { id }) =>
    contents(uri, 'application/json', {
      text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
    }),
  );
}

function registerPrompts(server: McpServer): void {
  const user = <T>(content: T) => ({ role: 'user' as const, content });
  server.registerPrompt('test_simple_prompt', { description: 'Says one thing' }, () => ({
    messages: [user(text('This is a simple prompt for testing.'))],
  }));
  const arg = completable(z.string(), () => ['testing']);
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Says what it is told', argsSchema: z.object({ arg1: arg, arg2: z.string() }) },
    ({ arg1, arg2 }) => ({
      messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
    }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Shows a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        user(resource(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
        user(text('Please process the embedded resource above.')),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Shows an image' }, () => ({
    messages: [user(image), user(text('Please analyze the image above.'))],
  }));
}

/** Registered as the product's own features are, in the same catalog. */
export const CONFORMANCE: Feature = {
  permission: 'documents:read',
  register: (server) => {
    server.server.registerCapabilities({ logging: {} });
    registerTools(server);
    registerResources(server);
    registerPrompts(server);
  },
  watches: (_, uri) => Promise.resolve(uri === WATCHED),
};

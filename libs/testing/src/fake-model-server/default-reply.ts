import type { FakeReply, FakeRequest, FakeUsage, ResolvedReply } from './fake-model.types';
import { isRecord } from './wire-text';

/** What the server says when no test told it anything: an echo, or the smallest object the schema allows. */
export function defaultReply(request: FakeRequest): FakeReply {
  const schema = request.schema ?? schemaInWords(request.system);
  if (schema) return { object: smallest(schema, schema) };
  return { text: `You said: ${request.messages.at(-1)?.text ?? ''}` };
}

/** A schema that the instructions quote instead of the request's own field for it. */
function schemaInWords(system: string): Record<string, unknown> | undefined {
  const quoted = /JSON Schema:\s*(\{[\s\S]*\})/.exec(system)?.[1];
  try {
    const schema: unknown = quoted === undefined ? undefined : JSON.parse(quoted);
    return isRecord(schema) ? schema : undefined;
  } catch {
    return undefined;
  }
}

export function resolveReply(reply: FakeReply, request: FakeRequest): ResolvedReply {
  const text = reply.text ?? (reply.object === undefined ? '' : JSON.stringify(reply.object));
  const toolCalls = (reply.toolCalls ?? []).map((call, index) => ({ id: `call_${index + 1}`, ...call }));
  return {
    text,
    toolCalls,
    usage: { ...countUsage(text, request), ...reply.usage },
    finishReason: reply.finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
    dimensions: reply.dimensions,
  };
}

/** Four characters a token, as good as any count and always the same. */
function countUsage(text: string, request: FakeRequest): FakeUsage {
  const input = [request.system, ...request.messages.map((message) => message.text), ...request.inputs].join(
    '',
  );
  return {
    inputTokens: Math.ceil(input.length / 4),
    cachedInputTokens: 0,
    outputTokens: Math.max(1, Math.ceil(text.length / 4)),
  };
}

type Maker = (schema: Record<string, unknown>, root: Record<string, unknown>) => unknown;

const MAKERS: Record<string, Maker> = {
  object: (schema, root) => smallestObject(schema, root),
  array: (schema, root) =>
    Number(schema.minItems ?? 0) > 0
      ? Array.from({ length: Number(schema.minItems) }, () => smallest(schema.items, root))
      : [],
  string: (schema) => 'x'.repeat(Number(schema.minLength ?? 1)),
  number: (schema) => Number(schema.minimum ?? 0),
  integer: (schema) => Number(schema.minimum ?? 0),
  boolean: () => false,
};

function smallest(schema: unknown, root: Record<string, unknown>): unknown {
  if (!isRecord(schema)) return null;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (typeof schema.$ref === 'string') return smallest(resolveRef(schema.$ref, root), root);
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return smallest(variants[0], root);
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return MAKERS[String(type)]?.(schema, root) ?? null;
}

function smallestObject(schema: Record<string, unknown>, root: Record<string, unknown>): unknown {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const properties = isRecord(schema.properties) ? schema.properties : {};
  return Object.fromEntries(required.map((name) => [name, smallest(properties[name], root)]));
}

const resolveRef = (ref: string, root: Record<string, unknown>): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), root);

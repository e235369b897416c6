import type { ZodType } from 'zod';
import { InvalidError } from '@muster/platform';
import type { JsonSchema } from '../calls/model-call';
import { aiSdk } from '../remote/sdk';

export interface OutputFormat {
  jsonSchema: JsonSchema;
  /** Every object in it lists all its properties as required and allows no others, as strict modes demand. */
  closed: boolean;
}

const formats = new WeakMap<ZodType, OutputFormat>();

/** Computed once for each schema object; programs keep theirs in constants. */
export async function formatOf(schema: ZodType): Promise<OutputFormat> {
  const known = formats.get(schema);
  if (known) return known;
  const jsonSchema = (await aiSdk().zodSchema(schema).jsonSchema) as JsonSchema;
  const format = { jsonSchema, closed: isClosed(jsonSchema) };
  formats.set(schema, format);
  return format;
}

function isClosed(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isClosed);
  if (typeof node !== 'object' || node === null) return true;
  const { type, properties = {}, required = [], additionalProperties } = node as Record<string, unknown>;
  if (type === 'object') {
    const names = Object.keys(properties as object);
    if (additionalProperties !== false || names.some((name) => !(required as string[]).includes(name)))
      return false;
  }
  return Object.values(node).every(isClosed);
}

/** For models that are told the schema in words. */
export const schemaInstruction = ({ jsonSchema }: OutputFormat): string =>
  `Answer with one JSON object and nothing else: no explanation, no code fence. It must conform to this JSON Schema:\n${JSON.stringify(jsonSchema)}`;

/** The value, or what is wrong with it in words that a model can act on. */
export type CheckedOutput = { value: unknown } | { problem: string };

export function checkOutput(schema: ZodType, output: { text: string; object?: unknown }): CheckedOutput {
  const read = output.object === undefined ? readJson(output.text) : { value: output.object };
  if ('problem' in read) return read;
  const result = schema.safeParse(read.value);
  if (result.success) return { value: result.data };
  const issues = result.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the answer'}: ${message}`);
  return { problem: issues.join('; ') };
}

/** Tolerates a code fence and words around the object. */
function readJson(text: string): CheckedOutput {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1];
  const open = text.search(/[{[]/);
  const close = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  for (const candidate of [text, fenced, open >= 0 ? text.slice(open, close + 1) : undefined]) {
    if (candidate === undefined) continue;
    try {
      return { value: JSON.parse(candidate) as unknown };
    } catch {
      // The next candidate may be one.
    }
  }
  return { problem: text.trim() === '' ? 'the answer is empty' : 'the answer is not JSON' };
}

export const invalidOutput = (model: string, problem: string): InvalidError =>
  new InvalidError(`${model} gave an answer of the wrong form: ${problem}`, undefined, 'model_output');

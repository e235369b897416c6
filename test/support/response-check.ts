import type { OpenAPIObject } from '@nestjs/swagger';
import Ajv, { type ValidateFunction } from 'ajv';

type Json = Record<string, unknown>;
type Responses = Record<string, { content?: Record<string, { schema?: Json }> }>;

interface Operation {
  pattern: RegExp;
  method: string;
  path: string;
  responses: Responses;
}

/** What came back, as far as the document has a say in it. */
export interface Answer {
  method: string;
  path: string;
  status: number;
  contentType: string | undefined;
  body: unknown;
}

/** Where an answer to a path that no document names must fit. */
const UNKNOWN_PATH = '#/components/schemas/shared.SharedErrorDto';

/** Throws when an answer is not what the OpenAPI document says: status, media type, every member. */
export class ResponseCheck {
  private readonly ajv = new Ajv({ allErrors: true, strict: false, formats: FORMATS });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly operations: Operation[];

  constructor(document: OpenAPIObject) {
    const schemas = document.components?.schemas ?? {};
    const strict = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, closed(schema as Json)]),
    );
    this.ajv.addSchema({ $id: 'api', components: { schemas: strict } });
    this.operations = Object.entries(document.paths)
      .flatMap(([path, item]) =>
        Object.entries(item as Record<string, { responses: Responses }>).map(([method, { responses }]) => ({
          pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
          method: method.toUpperCase(),
          path,
          responses,
        })),
      )
      // Literal segments win over parameters, as in the router.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  verify(answer: Answer): void {
    const { method, path, status } = answer;
    const operation = this.operations.find((one) => one.method === method && one.pattern.test(path));
    const known = this.operations.some(({ pattern }) => pattern.test(path));
    if (!operation && known && status !== 405) throw new Error(`${method} ${path} is not documented`);
    if (!operation)
      return status >= 400 ? this.fits(UNKNOWN_PATH, { $ref: UNKNOWN_PATH }, answer) : undefined;
    const response = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined);
    if (!response) throw new Error(`${method} ${operation.path} answered ${status}, which is not documented`);
    this.verifyContent(`${method} ${operation.path} ${status}`, response.content, answer);
  }

  private verifyContent(name: string, content: Responses[string]['content'], answer: Answer): void {
    if (!content) {
      if (answer.body === undefined || answer.body === '') return;
      throw new Error(`${name} has a body, and none is documented: ${JSON.stringify(answer.body)}`);
    }
    const type = answer.contentType?.split(';', 1)[0]?.trim() ?? 'none';
    const media = content[type];
    if (!media) throw new Error(`${name} came as ${type}; documented: ${Object.keys(content).join(', ')}`);
    if (/^application\/(\w+\+)?json$/.test(type) && media.schema) this.fits(name, media.schema, answer);
  }

  private fits(name: string, schema: Json, { body }: Answer): void {
    const validate = this.compiled.get(name) ?? this.ajv.compile(closed(schema));
    this.compiled.set(name, validate);
    if (validate(body)) return;
    const why = this.ajv.errorsText(validate.errors, { separator: '\n  ' });
    throw new Error(`${name} does not fit its schema:\n  ${why}\n${JSON.stringify(body)}`);
  }
}

/** OpenAPI 3.0 as JSON Schema: `nullable` spelt out, references made absolute, and no member beyond those named. */
function closed(schema: Json): Json {
  const { nullable, ...rest } = schema;
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'enum' || key === 'default' ? value : converted(value),
    ]),
  );
  if (typeof inner.$ref === 'string') inner.$ref = inner.$ref.replace(/^#/, 'api#');
  if (inner.properties && inner.additionalProperties === undefined) inner.additionalProperties = false;
  return nullable ? { anyOf: [{ type: 'null' }, inner] } : inner;
}

const converted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(converted);
  return typeof value === 'object' && value !== null ? closed(value as Json) : value;
};

const FORMATS = {
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:/i,
  binary: true as const,
};

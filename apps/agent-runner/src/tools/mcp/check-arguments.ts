import { InvalidError } from '@muster/platform';

const LONGEST_SCHEMA = 4_000;
const MOST_PROBLEMS = 10;

/**
 * Throws `InvalidError` that says what is wrong and what would be right. A schema that cannot be understood checks
 * nothing: its server does.
 */
export async function checkArguments(schema: Record<string, unknown>, args: unknown): Promise<void> {
  const { fromJsonSchema } = await import('@modelcontextprotocol/client');
  const issues = await issuesOf(fromJsonSchema, schema, args);
  if (issues.length === 0) return;
  const wanted = JSON.stringify(schema);
  const hint = wanted.length <= LONGEST_SCHEMA ? ` They must satisfy ${wanted}` : '';
  throw new InvalidError(`the arguments are wrong: ${issues.slice(0, MOST_PROBLEMS).join('; ')}.${hint}`);
}

type FromJsonSchema = (typeof import('@modelcontextprotocol/client'))['fromJsonSchema'];

async function issuesOf(
  fromJsonSchema: FromJsonSchema,
  schema: Record<string, unknown>,
  args: unknown,
): Promise<string[]> {
  try {
    const checked = await fromJsonSchema(schema)['~standard'].validate(args);
    return checked.issues?.map(({ message }) => message) ?? [];
  } catch {
    return [];
  }
}

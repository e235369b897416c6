import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingsError } from '@muster/platform';
import { type McpSettings } from './mcp.settings';
import { missingVariables } from './references';

/** An action has two minutes; less than that is left for a call. */
const LONGEST_CALL_SECONDS = 110;

const shared = {
  type: z.string().optional(),
  organizations: z.array(z.string().min(1)).optional(),
  timeoutSeconds: z.number().min(1).max(LONGEST_CALL_SECONDS).default(60),
  tools: z.array(z.string().min(1)).optional(),
  confirm: z.array(z.string().min(1)).optional(),
};

const program = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).optional(),
  ...shared,
});

const remote = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).username === '', 'credentials belong into headers'),
  headers: z.record(z.string(), z.string()).default({}),
  ...shared,
});

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

/** One server, as the operator describes it. */
export type McpServerConfig = { name: string } & (z.infer<typeof program> | z.infer<typeof remote>);

/** Throws `SettingsError` that names what is wrong and repeats no value. */
export function readServers({ servers, serversFile }: McpSettings): McpServerConfig[] {
  if (servers) return parse('MCP_SERVERS', servers);
  if (!serversFile) return [];
  try {
    return parse('MCP_SERVERS_FILE', readFileSync(serversFile, 'utf8'));
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError([`MCP_SERVERS_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
}

function parse(setting: string, text: string): McpServerConfig[] {
  const given = toObject(setting, text);
  const problems: string[] = [];
  const configs = Object.entries(given).flatMap(([name, value]) => {
    const config = readOne(name, value, problems);
    return config ? [config] : [];
  });
  if (problems.length > 0) throw new SettingsError(problems.map((problem) => `${setting}: ${problem}`));
  return configs;
}

/** Also in the form that desktop programs keep it in, one level further down. */
function toObject(setting: string, text: string): Record<string, unknown> {
  try {
    const given = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    const inner = z.record(z.string(), z.unknown()).safeParse(given.mcpServers);
    return inner.success && Object.keys(given).length === 1 ? inner.data : given;
  } catch {
    throw new SettingsError([`${setting}: must be a JSON object, server by name`]);
  }
}

function readOne(name: string, value: unknown, problems: string[]): McpServerConfig | undefined {
  if (!NAME.test(name))
    problems.push(`${name.slice(0, 40)}: a name has letters, digits, - and _, at most 40`);
  const isRemote = typeof value === 'object' && value !== null && 'url' in value;
  const read = (isRemote ? remote : program).safeParse(value);
  if (!read.success) {
    problems.push(
      ...read.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`),
    );
    return undefined;
  }
  const config = { name, ...read.data };
  problems.push(...missingVariables(config).map((missing) => `${name}: the variable ${missing} is not set`));
  return config;
}

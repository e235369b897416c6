import { readFile } from 'node:fs/promises';
import { DomainError, registerSecret } from '@muster/platform';
import { Masks } from './masks';
import { variable } from './mcp.settings';
import type { McpServerConfig } from './server-config';

const REFERENCE = /\$\{(env|file):([^}]+)\}/g;
/** Written out in place of a reference, and a secret by its name. */
const SECRET_NAME = /auth|token|key|secret|password|cookie|credential/i;

export interface ResolvedValues {
  values: Record<string, string>;
  masks: Masks;
}

const valuesOf = (config: McpServerConfig): Record<string, string> =>
  'url' in config ? config.headers : config.env;

/** Variables that are referred to and not set. */
export const missingVariables = (config: McpServerConfig): string[] =>
  Object.values(valuesOf(config)).flatMap((text) =>
    [...text.matchAll(REFERENCE)].flatMap(([, kind, name = '']) =>
      kind === 'env' && variable(name) === undefined ? [name] : [],
    ),
  );

/** The headers or the environment with references filled in, and what must never be seen of them. */
export async function resolved(config: McpServerConfig): Promise<ResolvedValues> {
  const secrets: string[] = [];
  const entries = await Promise.all(
    Object.entries(valuesOf(config)).map(async ([name, text]) => {
      const value = await filled(text, config.name, secrets);
      if (SECRET_NAME.test(name)) secrets.push(value, value.replace(/^(bearer|basic|token)\s+/i, ''));
      return [name, value] as const;
    }),
  );
  for (const secret of secrets) registerSecret(secret);
  return { values: Object.fromEntries(entries), masks: new Masks(secrets) };
}

async function filled(text: string, server: string, secrets: string[]): Promise<string> {
  let result = text;
  for (const [whole, kind, name = ''] of text.matchAll(REFERENCE)) {
    const value = kind === 'env' ? variable(name) : await contentOf(name);
    if (value === undefined)
      throw new DomainError(
        'unavailable',
        `a credential of the server ${server} is missing: ${kind}:${name}`,
      );
    secrets.push(value);
    result = result.replace(whole, () => value);
  }
  return result;
}

const contentOf = async (path: string): Promise<string | undefined> =>
  (await readFile(path, 'utf8').catch(() => undefined))?.trim();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpAdapter } from '@muster/platform';
import { Installation } from '../support/installation';

const DOCUMENT = join(__dirname, '../../docs/asvs.md');

/** The routes that a section of the document names in backticks. */
function namedUnder(heading: string): Set<string> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return new Set(
    [...section.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`/g)].map(([, route]) => route ?? ''),
  );
}

describe('the ways in', () => {
  it('are all written down, and nothing else is', async () => {
    const installation = await Installation.create();
    const { app } = await installation.startGateway();
    const open = (app.getHttpAdapter() as unknown as HttpAdapter).declared
      .filter(({ endpoint }) => endpoint.permission === 'public')
      .filter(({ method, endpoint }) => method !== 'GET' || endpoint.limit === 'login')
      .map(({ method, path }) => `${method} ${path}`);
    await installation.close();
    expect([...new Set(open)].sort()).toEqual([...namedUnder('Ways in')].sort());
    expect(open.length).toBeGreaterThan(12);
  });
});

import { Installation, type RunningGateway } from '../support/installation';
import { browserPath } from './browser';

const ANYTHING = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const PAGES = [
  ['of a document', `/documents/${ANYTHING}/view?task=${ANYTHING}`, 10],
  ['of accounts', `/account?${ANYTHING}`, 3],
  ['that signs in to the job API', `/sign-in/jobs?return_to=/${ANYTHING}`, 3],
] as const;

if (!browserPath)
  process.stderr.write('test/pages: no chromium on PATH, so nobody has looked at what pages show\n');

describe('pages, as they are served', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterAll(() => installation.close());

  describe.each(PAGES)('the one %s', (_, path, scripts) => {
    const page = (): Promise<Response> => fetch(gateway.url + path);

    it('is the same for everybody, holds no data, and lets nothing run but its own scripts', async () => {
      const response = await page();
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
      const html = await response.text();
      expect(html).not.toContain(ANYTHING);
      expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|\{\w+\}/);
    });

    it('loads files that are there, may be kept, and load only such files', async () => {
      const html = await (await page()).text();
      const queue = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, found]) => found ?? '');
      const seen = new Set<string>();
      for (const found of queue) {
        if (seen.has(found)) continue;
        seen.add(found);
        const response = await fetch(gateway.url + found);
        expect([found, response.status]).toEqual([found, 200]);
        expect(response.headers.get('cache-control')).toContain('immutable');
        const text = await response.text();
        for (const [, name] of text.matchAll(/from '\.\/([\w-]+\.js)'/g))
          queue.push(new URL(name ?? '', gateway.url + found).pathname);
      }
      expect([...seen].filter((found) => found.endsWith('.js')).length).toBeGreaterThan(scripts);
    });
  });

  it('have no other files, and none that is kept under a wrong version', async () => {
    const { status, headers } = await fetch(`${gateway.url}/pages/other/document.css`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    for (const path of ['/pages/x/nothing.js', '/pages/x/..%2Fpage-files.ts', '/pages/x/%2Fetc%2Fpasswd'])
      expect((await gateway.client.get(path)).status).toBe(404);
    expect((await fetch(`${gateway.url}/documents/no-id/view`)).status).toBe(200);
  });
});

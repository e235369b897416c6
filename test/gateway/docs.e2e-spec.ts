import { Installation, RunningGateway } from '../support/installation';

interface Document {
  openapi: string;
  paths: Record<string, object>;
  components: { schemas: Record<string, object> };
}

describe('the documentation', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
  });

  afterAll(() => installation.close());

  const document = async (path: string): Promise<Document> => {
    const response = await fetch(gateway.url + path);
    expect(response.status).toBe(200);
    return (await response.json()) as Document;
  };

  it('is a page that loads its scripts from here', async () => {
    for (const path of ['/docs', '/docs/']) {
      const html = await (await fetch(gateway.url + path)).text();
      const scripts = [...html.matchAll(/src="(\.[^"]+)"/g)].map(
        ([, src]) => new URL(src ?? '', gateway.url + path),
      );
      expect(scripts.length).toBeGreaterThan(1);
      for (const script of scripts) expect((await fetch(script)).status).toBe(200);
    }
    const init = await (await fetch(`${gateway.url}/docs/swagger-ui-init.js`)).text();
    expect(init).toContain('/openapi/steps.json');
  });

  it('is one OpenAPI document of everything and one for each surface', async () => {
    const merged = await document('/openapi.json');
    expect(merged.openapi).toMatch(/^3\.0/);
    expect(merged.paths).toHaveProperty(['/health']);
    expect(await document('/api-docs')).toEqual(merged);
    const shared = await document('/openapi/shared.json');
    expect(shared.components.schemas).toHaveProperty('HealthDto');
    expect(merged.components.schemas).toHaveProperty(['shared.HealthDto']);
  });

  it('of a surface includes the paths that it shares with others', async () => {
    const platform = await document('/openapi/platform.json');
    expect(platform.paths).toHaveProperty(['/health']);
    expect(platform.paths).not.toHaveProperty(['/version']);
  });

  it('leaves no reference dangling', async () => {
    for (const path of [
      '/openapi.json',
      '/openapi/platform.json',
      '/openapi/steps.json',
      '/openapi/shared.json',
    ]) {
      const { components, ...rest } = await document(path);
      const wanted = JSON.stringify({ components, ...rest }).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
      for (const [, name] of wanted) expect(components.schemas).toHaveProperty([name ?? '']);
    }
  });
});

import { SwaggerModule } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpAdapter } from '../routing/http.adapter';
import type { Surface } from '../surface.decorator';
import { ApiDocuments, describeApi } from './api-documents';

/**
 * The interactive page at `/docs`, the merged document at `/openapi.json` and `/api-docs`, one per surface at
 * `/openapi/<surface>.json`. Built when first asked for: most processes are never asked.
 */
export function serveDocs(app: NestExpressApplication, surfaces: Surface[]): void {
  let built: ApiDocuments | undefined;
  const documents = (): ApiDocuments => (built ??= describeApi(app, surfaces));
  const adapter = app.getHttpAdapter() as unknown as HttpAdapter;
  const serve = (path: string, pick: () => object): void => {
    adapter.route('GET', path, (_request, response) => response.json(pick()));
  };
  serve('/openapi.json', () => documents().merged);
  serve('/api-docs', () => documents().merged);
  for (const { name } of surfaces) serve(`/openapi/${name}.json`, () => documents().surfaces[name] ?? {});
  SwaggerModule.setup(
    'docs',
    app,
    () => ({ openapi: '3.0.0', info: { title: '', version: '' }, paths: {} }),
    {
      raw: false,
      explorer: true,
      customSiteTitle: 'Muster',
      swaggerOptions: { urls: pages(surfaces), persistAuthorization: true, docExpansion: 'none' },
    },
  );
}

const pages = (surfaces: Surface[]) => [
  { name: 'everything', url: '/openapi.json' },
  ...surfaces.map(({ name, title }) => ({ name: title, url: `/openapi/${name}.json` })),
];

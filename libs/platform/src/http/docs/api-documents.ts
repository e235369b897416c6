import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, getSchemaPath, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { buildInfo } from '../../health/build-info';
import { Surface, surfaceOf } from '../surface.decorator';
import { eachOperation, ordered, pick, qualify, union } from './document-parts';

export interface ApiDocuments {
  /** All surfaces in one; the names of their schemas begin with the surface's. */
  merged: OpenAPIObject;
  surfaces: Record<string, OpenAPIObject>;
}

/** The OpenAPI documents of an application, of which nothing but the container need exist. */
export function describeApi(app: INestApplication, surfaces: Surface[]): ApiDocuments {
  const own = new Map(surfaces.map((surface) => [surface, describeSurface(app, surface)]));
  const qualified = [...own].map(([{ name }, document]) => qualify(document, name));
  const everything = union(base('Muster', 'Every API of this installation'), qualified);
  const withShared = [...own].map(([{ name, shares = [] }, document]) => {
    const foreign = qualified.filter((_, index) => surfaces[index]?.name !== name);
    const borrowed = foreign.map((other) => pick(other, shares));
    return [name, ordered(union(document, borrowed))] as const;
  });
  return { merged: ordered(everything), surfaces: Object.fromEntries(withShared) };
}

/** Scans only the modules of this surface, because schemas are named after their class, and surfaces share names. */
function describeSurface(app: INestApplication, { name, title, filter }: Surface): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, base(title, ''), {
    include: modulesOf(app, name),
    extraModels: [filter.shape],
    operationIdFactory: (controller, method) =>
      `${name}_${controller.replace(/Controller$/, '')}_${method.replace(/\W+/g, '_').replace(/_$/, '')}`,
  });
  const error = { $ref: getSchemaPath(filter.shape) };
  eachOperation(document, (operation) => {
    operation.responses.default = {
      description: 'Error',
      content: {
        [filter.mediaType]: { schema: error },
        ...(filter.plainText && { 'text/plain': { schema: { type: 'string' } } }),
      },
    };
  });
  return pick(document, 'all', ({ tags = [] }) => tags.some((tag) => tag.startsWith(`${name}: `)));
}

function modulesOf(app: INestApplication, surface: string): Type<object>[] {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules
    .filter(({ controllers }) =>
      [...controllers.values()].some(({ metatype }) => metatype && surfaceOf(metatype) === surface),
    )
    .map(({ metatype }) => metatype as Type<object>);
}

const base = (title: string, description: string): Omit<OpenAPIObject, 'paths'> =>
  new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion(buildInfo().version)
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'query', name: 'token' }, 'token')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'key')
    .build();

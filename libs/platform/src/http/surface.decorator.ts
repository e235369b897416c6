import { applyDecorators, SetMetadata, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { endpointOf } from './endpoint.decorator';
import type { SurfaceFilter } from './errors/surface.filter';

/** One of the documented APIs: how it is called in metrics and documents, and how it words errors. */
export interface Surface {
  name: string;
  title: string;
  filter: SurfaceFilter;
  /** Operations of other surfaces that its own document describes too: paths that several documents claim. */
  shares?: readonly { method: string; path: string }[];
}

const SURFACE = 'muster:surface';

/** Puts every route of a controller under a surface. The documentation groups them by surface and noun. */
export const OnSurface = ({ name, filter }: Surface): ClassDecorator =>
  applyDecorators(SetMetadata(SURFACE, name), UseFilters(filter), (target: Controller) => {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(target.prototype))) {
      const endpoint = typeof value === 'function' ? endpointOf(value as object) : undefined;
      if (endpoint) endpoint.surface = name;
    }
    ApiTags(`${name}: ${nounOf(target)}`)(target as never);
  });

interface Controller {
  name: string;
  prototype: object;
}

export const surfaceOf = (controller: object): string | undefined =>
  Reflect.getMetadata(SURFACE, controller) as string | undefined;

const nounOf = ({ name }: Controller): string =>
  name
    .replace(/Controller$/, '')
    .replace(/(?<=[a-z0-9])[A-Z]/g, ' $&')
    .toLowerCase();

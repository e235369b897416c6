import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Permission } from '@muster/identity';
import type { EndpointOptions } from '@muster/platform';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { SCIM_JSON } from '../scim.filter';

interface ScimOptions extends EndpointOptions<Permission> {
  /** What the body is. */
  takes?: Type;
}

/** `@Endpoint` that speaks the media type of SCIM, in its body and in its answer. */
export const ScimEndpoint = ({ takes, ...options }: ScimOptions): MethodDecorator =>
  applyDecorators(
    Endpoint({ ...options, produces: SCIM_JSON }),
    ...(takes ? [ApiConsumes(SCIM_JSON), ApiBody({ type: takes })] : []),
  );

import type { Permission } from '@muster/identity';
import { Endpoint as Declared, EndpointOptions } from '@muster/platform';

/** `@Endpoint` with the permissions of this product: a misspelt one does not compile. */
export const Endpoint = (options: EndpointOptions<Permission>): MethodDecorator => Declared(options);

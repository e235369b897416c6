import { RequestMethod } from '@nestjs/common';
import { INTERCEPTORS_METADATA, METHOD_METADATA } from '@nestjs/common/constants';
import { endpointOf } from '@muster/platform';
import { AuditInterceptor } from './audit.interceptor';

const READING = new Set<unknown>([RequestMethod.GET, RequestMethod.HEAD]);

/**
 * Puts the audit trail around every route of a controller that may change something. Not around those that read: an
 * interceptor, even one that does nothing, costs a request more than everything before it.
 */
export const Audited: ClassDecorator = (controller) => {
  const { prototype } = controller as unknown as { prototype: object };
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof value === 'function' && mayChange(value as object)) surround(value as object);
};

const mayChange = (handler: object): boolean => {
  const endpoint = endpointOf(handler);
  return (
    endpoint !== undefined &&
    (endpoint.audit !== undefined || !READING.has(Reflect.getMetadata(METHOD_METADATA, handler)))
  );
};

/** Outside of what the route itself asked for. */
function surround(handler: object): void {
  const inner = (Reflect.getMetadata(INTERCEPTORS_METADATA, handler) ?? []) as unknown[];
  Reflect.defineMetadata(INTERCEPTORS_METADATA, [AuditInterceptor, ...inner], handler);
}

import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

type Header = readonly [name: string, value: string];

/**
 * The security headers of every answer, asked of helmet once instead of for each request. The interactive
 * documentation loads its own scripts and styles; nothing else here is a page.
 */
export function securityHeaders(): Header[] {
  const headers: Header[] = [['Cache-Control', 'no-store']];
  const collector = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  const protect = helmet({
    frameguard: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // For browsers long gone, or about pages: bytes on every answer for nothing.
    originAgentCluster: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
  });
  protect({} as IncomingMessage, collector as unknown as ServerResponse, () => undefined);
  return headers;
}

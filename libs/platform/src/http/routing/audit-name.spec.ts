import type { Endpoint } from '../endpoint.decorator';
import { derivedAuditName } from './audit-name';

describe('the name of a route in the audit trail', () => {
  it.each([
    ['POST', '/api/v1/agents', 'agents:write', 'agent.create'],
    ['PATCH', '/api/v1/agents/:id', 'agents:write', 'agent.update'],
    ['PUT', '/api/v1/agents/:id/tools/:name', 'agents:write', 'agent.update'],
    ['DELETE', '/api/v1/memories/:id', 'memories:write', 'memory.delete'],
    ['POST', '/api/v1/agents/:id/start', 'agents:write', 'agent.start'],
    [
      'POST',
      '/api/v1/circuit-breakers/:name/force-open',
      'circuit-breakers:write',
      'circuit_breaker.force_open',
    ],
    ['POST', '/api/v1/ip-access', 'ip-access:write', 'ip_access.create'],
    ['POST', '/api/v1/runs/:id/replay', 'runs:read', undefined],
    ['POST', '/auth/login', 'public', undefined],
    ['GET', '/api/v1/agents', 'agents:write', undefined],
  ])('%s %s with %s is %s', (method, path, permission, name) => {
    expect(derivedAuditName(method, path, { permission } as Endpoint)).toBe(name);
  });
});

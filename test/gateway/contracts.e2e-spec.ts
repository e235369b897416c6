import { resolve } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { DOCUMENTED_OPERATIONS, type DocumentedOperation, type SurfaceId } from '@muster/contracts';
import { type Permission, PERMISSIONS, type Requirement } from '@muster/identity';
import type { Endpoint, HttpAdapter } from '@muster/platform';
import { AppModule } from '../../apps/gateway/src/app.module';
import { Endpoint as Declare } from '../../apps/gateway/src/auth/endpoint.decorator';
import { differences, openApiFiles } from '../../apps/gateway/src/openapi';
import { Surface } from '../../apps/gateway/src/surfaces/surfaces';
import { Installation } from '../support/installation';

@Controller('undeclared')
@Surface('steps')
class Undeclared {
  @Get('open')
  open(): string {
    return 'to everybody';
  }
}

@Controller('nowhere')
class OnNoSurface {
  @Get('lost')
  @Declare({ permission: 'public', summary: 'Whose is it' })
  lost(): void {
    return undefined;
  }
}

@Module({ imports: [AppModule], controllers: [Undeclared, OnNoSurface] })
class CarelessModule {}

/** Surfaces of which every documented operation must be there. */
const COMPLETE: SurfaceId[] = ['steps'];

/** What stands in a path where a parameter must have a form of its own; everywhere else an id. */
const SAMPLES: Record<string, string> = {
  sha: '0a1b2c3d4e',
  port: '8080',
  format: 'json',
  path: 'a/b',
  repo_path: 'a/b',
};
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const concrete = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? ID);
const shape = (path: string): string => path.replace(/\{[^}]+\}|:\w+|\{?\/?\*\w+\}?/g, '{}');

const rest = DOCUMENTED_OPERATIONS.filter(({ kind }) => kind !== 'ws');
const named = (operations: readonly DocumentedOperation[]) =>
  operations.map((one) => [`${one.surface}: ${one.method} ${one.path}`, one] as const);

/** Documents disagree about a shared path: one wants no credential, the other one. The anonymous workspace is both. */
const isOpenSomewhere = ({ method, path }: DocumentedOperation): boolean =>
  rest.some((one) => one.auth === 'none' && one.method === method && shape(one.path) === shape(path));

const ADMINISTRATIVE = new Set<Requirement>(['admin', 'instance_admin']);

function accessOf({ permission, anonymous }: Endpoint): string {
  if (permission === 'public') return 'none';
  if (anonymous) return 'anonymous';
  return permission !== 'user' && ADMINISTRATIVE.has(PERMISSIONS[permission as Permission])
    ? 'admin'
    : 'user';
}

/** The list names the token that is needed; the document's own text says that of the roles only administrators may. */
const BY_ROLE = new Set([
  'plans: GET /orgs/roles',
  'plans: DELETE /orgs/users/{userId}',
  'plans: POST /invites',
  'plans: DELETE /invites/{inviteId}',
]);

function accepted(name: string, operation: DocumentedOperation): string[] {
  if (BY_ROLE.has(name)) return ['admin'];
  if (operation.auth === 'none') return ['none', 'anonymous'];
  return operation.auth === 'user' && isOpenSomewhere(operation)
    ? ['user', 'anonymous', 'none']
    : [operation.auth];
}

describe('the documented operations', () => {
  let installation: Installation;
  let router: HttpAdapter['routes'];

  beforeAll(async () => {
    installation = await Installation.create();
    const { app } = await installation.startGateway();
    router = (app.getHttpAdapter() as unknown as HttpAdapter).routes;
  });

  afterAll(() => installation.close());

  /** The route that serves it; not one that merely swallows its path. */
  const served = ({ method, path }: DocumentedOperation): Endpoint | undefined => {
    const match = router.find(method, concrete(path))?.value;
    return match && shape(match.pattern) === shape(path) ? match.endpoint : undefined;
  };

  it('of complete surfaces are all there', () => {
    const missing = named(rest).filter(([, one]) => COMPLETE.includes(one.surface) && !served(one));
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it('that are there ask for the credential and have the form that their documents say', () => {
    const wrong = named(rest).flatMap(([name, operation]) => {
      const endpoint = served(operation);
      if (!endpoint) return [];
      const access = accessOf(endpoint);
      const fits = accepted(name, operation).includes(access) && endpoint.kind === operation.kind;
      return fits ? [] : [`${name} is ${access} and ${endpoint.kind}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the committed OpenAPI documents', () => {
  it('are what the code says', async () => {
    const folder = resolve(__dirname, '..', '..', 'apps', 'gateway', 'openapi');
    expect(differences(folder, await openApiFiles())).toEqual([]);
  });
});

describe('a route that does not say who may call it, or to which surface it belongs', () => {
  it('fails the boot, and is named', async () => {
    const installation = await Installation.create();
    await expect(installation.startGateway({}, CarelessModule)).rejects.toThrow(
      'routes without @Endpoint or @Surface: GET /undeclared/open, GET /nowhere/lost',
    );
    await installation.close();
  });
});

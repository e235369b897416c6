import { applyDecorators, type ArgumentsHost } from '@nestjs/common';
import type { Request } from 'express';
import { DOCUMENTED_OPERATIONS } from '@muster/contracts';
import { OnSurface, type Surface as Definition } from '@muster/platform';
import { Audited } from '../audit/audited.decorator';
import { JobsFilter } from './jobs/jobs.filter';
import { PlansFilter } from './plans/plans.filter';
import { PlatformFilter } from './platform/platform.filter';
import { ScimFilter } from './protocols/scim/scim.filter';
import { OAuthFilter } from './protocols/oauth/oauth.filter';
import { ProtocolsFilter } from './protocols/protocols.filter';
import { SharedFilter } from './shared/shared.filter';
import { StepsFilter } from './steps/steps.filter';

/** Every API of the gateway, in the order of the documentation. A surface knows nothing of the others. */
const DEFINITIONS = {
  platform: { title: 'Agent platform', filter: new PlatformFilter() },
  plans: { title: 'Coding plans', filter: new PlansFilter() },
  jobs: { title: 'Coding jobs', filter: new JobsFilter() },
  steps: { title: 'Step tasks', filter: new StepsFilter() },
  protocols: { title: 'Agent Protocol and Model Context Protocol', filter: new ProtocolsFilter() },
  scim: { title: 'Provisioning (SCIM 2.0)', filter: new ScimFilter() },
  oauth: { title: 'OAuth 2.1 for programs', filter: new OAuthFilter() },
  shared: { title: 'Shared by several APIs', filter: new SharedFilter() },
} satisfies Record<string, Omit<Definition, 'name'>>;

/** Words the errors of paths that nobody claims; under the root of a protocol with errors of its own, in those. */
class FallbackFilter extends SharedFilter {
  override catch(thrown: unknown, host: ArgumentsHost): void {
    const { originalUrl } = host.switchToHttp().getRequest<Request>();
    if (originalUrl.startsWith('/scim/')) DEFINITIONS.scim.filter.catch(thrown, host);
    else super.catch(thrown, host);
  }
}

export const FALLBACK = new FallbackFilter();

export type SurfaceName = keyof typeof DEFINITIONS;

export const SURFACES: Definition[] = Object.entries(DEFINITIONS).map(([name, definition]) => ({
  name,
  ...definition,
  shares: DOCUMENTED_OPERATIONS.filter(({ surface }) => surface === name),
}));

/** Puts a controller under a surface: its errors, its part of the documentation, its label in the metrics, its audit. */
export const Surface = (name: SurfaceName): ClassDecorator =>
  applyDecorators(OnSurface({ name, ...DEFINITIONS[name] }), Audited);

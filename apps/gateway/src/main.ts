import { startHttpService } from '@muster/platform';
import { GatewayModule } from './app.module';
import { FALLBACK, SURFACES } from './surfaces/surfaces';

void startHttpService(GatewayModule, { name: 'gateway', surfaces: SURFACES, fallback: FALLBACK });

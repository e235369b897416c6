import { startHttpService } from '@muster/platform';
import { AppModule } from './app.module';
import { FALLBACK, SURFACES } from './surfaces/surfaces';

void startHttpService(AppModule, { name: 'gateway', surfaces: SURFACES, fallback: FALLBACK });

import { startService } from '@muster/platform';
import { AppModule } from './app.module';

void startService(AppModule, { name: 'notifier' });

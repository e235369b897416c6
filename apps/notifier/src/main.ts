import { startService } from '@muster/platform';
import { NotifierModule } from './app.module';

void startService(NotifierModule, { name: 'notifier' });

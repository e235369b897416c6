import { startService } from '@muster/platform';
import { NotifierModule } from './notifier.module';

void startService(NotifierModule, { name: 'notifier' });

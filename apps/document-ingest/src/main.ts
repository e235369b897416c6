import { startService } from '@muster/platform';
import { DocumentIngestModule } from './document-ingest.module';

void startService(DocumentIngestModule, { name: 'document-ingest' });

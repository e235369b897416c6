import { Module } from '@nestjs/common';
import { OutgoingModule } from '@muster/platform';
import { WorkspacesModule } from '@muster/workspaces';
import { BrowsePage } from './browse-page';
import { PageReader } from './pages/page-reader';
import { SearchWeb } from './search-web';

/** Needs `OutgoingSettings` and `WebSettings`. */
@Module({
  imports: [OutgoingModule, WorkspacesModule],
  providers: [BrowsePage, PageReader, SearchWeb],
  exports: [BrowsePage, SearchWeb],
})
export class WebToolsModule {}

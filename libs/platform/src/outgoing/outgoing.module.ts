import { Module } from '@nestjs/common';
import { OutgoingHttp } from './outgoing-http';
import { OutgoingSettings } from './outgoing.settings';

/** Needs `OutgoingSettings`. */
@Module({
  providers: [
    {
      provide: OutgoingHttp,
      inject: [OutgoingSettings],
      useFactory: (settings: OutgoingSettings) => new OutgoingHttp(settings),
    },
  ],
  exports: [OutgoingHttp],
})
export class OutgoingModule {}

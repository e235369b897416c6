import { Module } from '@nestjs/common';
import { MailDeliveryModule } from '@muster/delivery';
import { MailChannel } from './mail.channel';

/** The app must send and handle `SEND_MAIL` and provide `MailSettings`. */
@Module({ imports: [MailDeliveryModule], providers: [MailChannel] })
export class MailChannelModule {}

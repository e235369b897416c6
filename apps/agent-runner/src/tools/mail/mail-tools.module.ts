import { Module } from '@nestjs/common';
import { DeliveryModule } from '@muster/delivery';
import { SendEmail } from './send-email';

/** Needs `SendEmailSettings`; the app sends `SEND_MAIL`. */
@Module({ imports: [DeliveryModule], providers: [SendEmail], exports: [SendEmail] })
export class MailToolsModule {}

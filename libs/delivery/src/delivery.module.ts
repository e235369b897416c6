import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlatformSettings } from '@muster/platform';
import { AfterCommit } from './database/after-commit';
import { MailDelivery } from './mail/mail-delivery';
import { MailOutbox } from './mail/mail-outbox';
import { MailRoute } from './mail/mail-route';
import { MailSweeper } from './mail/mail-sweeper';
import { Mail } from './mail/mail.entity';
import { MailService } from './mail/mail.service';
import { Mailer } from './mailers/mailer';
import { openMailer } from './mailers/open-mailer';

/** For apps that have something to send. Needs the database and queue modules; the app sends `SEND_MAIL`. */
@Module({
  imports: [TypeOrmModule.forFeature([Mail])],
  providers: [AfterCommit, MailService],
  exports: [MailService, TypeOrmModule],
})
export class DeliveryModule {}

/** For the app that does the sending. Needs `MailSettings` as well. */
@Module({
  imports: [DeliveryModule],
  providers: [
    MailDelivery,
    MailOutbox,
    MailSweeper,
    MailRoute,
    { provide: Mailer, inject: [PlatformSettings, MailRoute], useFactory: openMailer },
  ],
  exports: [MailDelivery, MailRoute],
})
export class MailDeliveryModule {}

import type { MigrationClass } from '@muster/platform';
import { Delivery1764000400000 } from './migrations/1764000400000-delivery';

export { DeliveryModule, MailDeliveryModule } from './delivery.module';
export { Mail } from './mail/mail.entity';
export { MailDelivery } from './mail/mail-delivery';
export { type MailOverrides, MailRoute } from './mail/mail-route';
export { checkMail, isMailAddress, type MailInput } from './mail/mail-input';
export { type MailOwner, MailService } from './mail/mail.service';
export type { MailStatus } from './mail/mail.status';
export { MailSettings } from './mail.settings';

export const deliveryMigrations: MigrationClass[] = [Delivery1764000400000];

import { Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { AccountsService } from '@muster/identity';

/** Sees to it that a fresh installation has somebody who may enter. */
@Injectable()
export class FirstAdministratorOnBoot implements OnApplicationBootstrap {
  private readonly logger = new Logger('Gateway');

  constructor(private readonly accounts: AccountsService) {}

  async onApplicationBootstrap(): Promise<void> {
    const { created, email, generatedPassword, commonPassword } =
      await this.accounts.ensureFirstAdministrator();
    if (!created) return;
    this.logger.log(`created the first administrator ${email}`);
    if (commonPassword) this.logger.warn('ADMIN_PASSWORD is one that many people have: change it');
    // The only time and place it is shown; the log would keep it, so it goes past the logger.
    if (generatedPassword)
      process.stdout.write(`first administrator: ${email}, password: ${generatedPassword}\n`);
  }
}

import { readFile } from 'node:fs/promises';
import { Global, Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { SettingsError } from '../config/settings';
import { keyringOf, problemOf } from './keyring';
import { Vault } from './vault';
import { VaultSettings } from './vault.settings';

/** The vault of these settings. Throws `SettingsError` when the file cannot be read or holds no keys. */
export async function openVault({ masterKey, masterKeyFile }: VaultSettings): Promise<Vault> {
  if (masterKey !== undefined || masterKeyFile === undefined) return new Vault(keyringOf(masterKey));
  const text = await readFile(masterKeyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError([`MASTER_KEY_FILE: cannot be read (${error.code ?? 'unknown'})`]);
  });
  const problem = problemOf(text);
  if (problem) throw new SettingsError([`MASTER_KEY_FILE: ${problem}`]);
  return new Vault(keyringOf(text));
}

/** `Vault`, everywhere. Needs `VaultSettings`. */
@Global()
@Module({
  providers: [{ provide: Vault, inject: [VaultSettings], useFactory: openVault }],
  exports: [Vault],
})
export class VaultModule implements OnApplicationBootstrap {
  private readonly logger = new Logger('Vault');

  constructor(@Inject(Vault) private readonly vault: Vault) {}

  onApplicationBootstrap(): void {
    if (!this.vault.ready)
      this.logger.warn('no secret can be stored: neither MASTER_KEY nor MASTER_KEY_FILE is set');
  }
}

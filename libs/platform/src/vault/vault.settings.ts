import { ValidateBy } from 'class-validator';
import { StringSetting } from '../config/setting.decorators';
import { problemOf } from './keyring';

/** Where the keys are that seal secrets. */
export class VaultSettings {
  @ValidateBy({
    name: 'masterKey',
    validator: {
      validate: (value) => problemOf(String(value)) === undefined,
      defaultMessage: (args) => problemOf(String(args?.value)) ?? '',
    },
  })
  @StringSetting('MASTER_KEY', {
    about:
      'what seals secrets in the database: 32 bytes in base64, or several as `id:key`, comma-separated, the first for what is sealed from now on, the others for what they sealed; the same in every app',
    secret: true,
  })
  masterKey?: string;

  @StringSetting('MASTER_KEY_FILE', {
    about:
      'file that holds what `MASTER_KEY` would; a local start makes `master.key` in DATA_DIR when neither is set',
  })
  masterKeyFile?: string;
}

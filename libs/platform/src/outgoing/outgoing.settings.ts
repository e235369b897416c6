import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { IntSetting, ListSetting } from '../config/setting.decorators';
import { isAllowance } from './guard/address-policy';

@ValidatorConstraint()
class IsAllowance implements ValidatorConstraintInterface {
  validate(entry: unknown): boolean {
    return typeof entry === 'string' && isAllowance(entry);
  }

  defaultMessage(): string {
    return 'each must be a host name, an address or a range such as 10.1.0.0/16';
  }
}

/** How far requests to addresses that users name may go. */
export class OutgoingSettings {
  @Validate(IsAllowance, { each: true })
  @ListSetting('OUTBOUND_ALLOW', {
    about:
      'host names and address ranges, with commas between, that requests for users may reach although they are not public, `intranet.example, 10.1.0.0/16`',
    default: [],
  })
  allowed: string[];

  @IntSetting('OUTBOUND_TIMEOUT_SECONDS', {
    about: 'longest request for a user to an outside server, redirects included',
    default: 30,
    min: 1,
    max: 600,
  })
  timeoutSeconds: number;

  @IntSetting('OUTBOUND_MAX_MB', {
    about: 'largest answer of an outside server, unpacked',
    default: 10,
    min: 1,
    max: 1_000,
  })
  maxMb: number;
}

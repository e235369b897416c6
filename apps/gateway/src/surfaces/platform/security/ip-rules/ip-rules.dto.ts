import { type IpAction, IP_ACTIONS, type IpRule, type Replacement } from '@muster/governance';
import {
  BooleanField,
  DateField,
  EnumField,
  ListField,
  parseWire,
  StringField,
  UuidField,
} from '@muster/platform';
import { ListDto } from '../../lists/list.dto';

export class IpRuleInputDto {
  @StringField({ max: 64, about: 'A network such as 10.0.0.0/8, or a single address' }) cidr: string;
  @EnumField(IP_ACTIONS) action: IpAction;
  @StringField({ max: 500, optional: true, default: '' }) description?: string;
}

export class IpRulesDto {
  @ListField(() => IpRuleInputDto, { maxItems: 1_000 }) rules: IpRuleInputDto[];
  @BooleanField({ optional: true, default: false, about: 'Even if it shuts out whoever sends it' })
  force?: boolean;
}

export class IpRuleDto {
  @UuidField() id: string;
  @StringField() cidr: string;
  @EnumField(IP_ACTIONS) action: IpAction;
  @StringField() description: string;
  @UuidField({ nullable: true }) created_by: string | null;
  @DateField() created_at: Date;
}

export class IpRuleListDto extends ListDto {
  @ListField(() => IpRuleDto) items: IpRuleDto[];
}

/** The rules as a member, or bare. */
export function toReplacement(body: unknown, address: string | undefined): Replacement {
  const { rules, force } = parseWire(IpRulesDto, Array.isArray(body) ? { rules: body } : body);
  return {
    rules: rules.map(({ description, ...rule }) => ({ ...rule, description: description ?? '' })),
    force: force ?? false,
    address,
  };
}

export const toIpRuleDto = (rule: IpRule): IpRuleDto => ({
  id: rule.id,
  cidr: rule.cidr,
  action: rule.action,
  description: rule.description,
  created_by: rule.createdBy,
  created_at: rule.createdAt,
});

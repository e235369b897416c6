import { Injectable, OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Actor } from '@muster/identity';
import { Hinter, InvalidError } from '@muster/platform';
import { INSTALLATION } from '../audit/audit-input';
import { Audit } from '../audit/audit.service';
import { LiveSettings } from '../state/live-settings.service';
import { AddressRules, networkOf } from './address-rules';
import { type IpAction, IpRule } from './ip-rule.entity';

export interface IpRuleInput {
  cidr: string;
  action: IpAction;
  description?: string;
}

export interface Replacement {
  rules: IpRuleInput[];
  /** Whose address must stay admitted. */
  address: string | undefined;
  /** Even if it does not. */
  force?: boolean;
}

/** Which addresses are served. Every process knows the rules; a change is heard of at once. */
@Injectable()
export class IpRulesService implements OnModuleInit {
  private known = new AddressRules([]);

  constructor(
    @InjectRepository(IpRule) private readonly rows: Repository<IpRule>,
    private readonly audit: Audit,
    private readonly hinter: Hinter,
    private readonly live: LiveSettings,
  ) {}

  /** Nobody is served before it is known who may be. */
  async onModuleInit(): Promise<void> {
    this.live.alongside(() => this.refresh());
    await this.refresh();
  }

  /** By what this process knows. */
  admits(address: string | undefined): boolean {
    return this.known.admits(address);
  }

  async list({
    limit,
    offset,
  }: {
    limit: number;
    offset: number;
  }): Promise<{ items: IpRule[]; total: number }> {
    const [items, total] = await this.rows.findAndCount({
      order: { createdAt: 'DESC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /**
   * Replaces all rules. Throws `InvalidError` that names what is no network, or (reason `locks_out`) when the caller
   * would be shut out and has not said that it may be so.
   */
  async replace(actor: Actor, { rules, address, force = false }: Replacement): Promise<void> {
    const wanted = checked(rules);
    if (!force && !new AddressRules(wanted).admits(address))
      throw new InvalidError(
        `These rules would shut out your own address ${address ?? ''}`,
        undefined,
        'locks_out',
      );
    await this.rows.manager.transaction(async (manager) => {
      await manager.query('LOCK TABLE ip_rule IN SHARE ROW EXCLUSIVE MODE');
      const before = await manager.find(IpRule, { order: { createdAt: 'ASC', id: 'ASC' } });
      const same = before.filter((rule) => wanted.some((one) => keyOf(one) === keyOf(rule)));
      await manager.remove(before.filter((rule) => !same.includes(rule)));
      for (const rule of wanted) {
        const kept = same.find((one) => keyOf(one) === keyOf(rule));
        if (kept) await manager.update(IpRule, { id: kept.id }, { description: rule.description });
        else await manager.insert(IpRule, { ...rule, createdBy: actor.userId });
      }
      await this.audit.note(manager, actor, INSTALLATION, {
        action: 'ip_rule.update',
        changes: { from: before.map(keyOf), to: wanted.map(keyOf) },
        details: { force },
      });
    });
    await this.refresh();
    this.hinter.hint('governance.changed', {});
  }

  private async refresh(): Promise<void> {
    this.known = new AddressRules(await this.rows.find());
  }
}

const keyOf = ({ action, cidr }: { action: IpAction; cidr: string }): string => `${action} ${cidr}`;

/** In their one writing, each once. */
function checked(rules: IpRuleInput[]): (IpRuleInput & { description: string })[] {
  const wrong: Record<string, string> = {};
  const known = new Map<string, IpRuleInput & { description: string }>();
  for (const [index, { cidr: text, action, description = '' }] of rules.entries()) {
    const cidr = networkOf(text);
    if (!cidr) wrong[`rules.${index}.cidr`] = 'must be an address or a network, such as 10.0.0.0/8';
    else known.set(keyOf({ action, cidr }), { cidr, action, description });
  }
  if (Object.keys(wrong).length > 0) throw new InvalidError('Validation failed', wrong);
  return [...known.values()];
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { type Actor, type SecurityChange, type SecurityConfig, SecurityPolicy } from '@muster/identity';
import { Hinter, InvalidError, NotFoundError, Vault } from '@muster/platform';
import { INSTALLATION } from '../audit/audit-input';
import { Audit } from '../audit/audit.service';
import { definitionOf, isSetting, placeOf, SETTING_NAMES, type SettingName } from './catalog';
import { checkedValue, hidden, isHidden } from './setting-values';
import { SettingRow } from './setting.entity';

export type WireValue = string | number | boolean;

export interface Setting {
  name: SettingName;
  /** Of secrets, what may be seen. */
  value: string;
  isDefault: boolean;
}

/** Settings that are another name for a security rule: the rule is where they live. */
const RULES: Partial<Record<SettingName, [keyof SecurityConfig, string]>> = {
  'security.jwt_expire_minutes': ['tokens', 'accessMinutes'],
  'security.max_login_attempts': ['lockout', 'maxAttempts'],
};

/** What administrators of the installation set while it runs. */
@Injectable()
export class InstallationSettings {
  private readonly presumed = new Map<SettingName, string>();

  constructor(
    @InjectRepository(SettingRow) private readonly rows: Repository<SettingRow>,
    private readonly policy: SecurityPolicy,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly hinter: Hinter,
  ) {}

  /** What holds where nobody has set anything: the environment may say otherwise than the catalogue. */
  presume(name: SettingName, value: WireValue): void {
    this.presumed.set(name, String(value));
  }

  async list(): Promise<Setting[]> {
    const stored = await this.stored();
    return SETTING_NAMES.map((name) => this.shown(name, stored));
  }

  /** What has been set, by name; secrets stay sealed. */
  private async stored(): Promise<Map<string, string>> {
    const [rows, rules] = await Promise.all([this.rows.find(), this.policy.current()]);
    const values = new Map(rows.map(({ name, value, secret }) => [name, secret ?? value]));
    for (const [name, [section, field]] of Object.entries(RULES))
      values.set(name, String(Reflect.get(rules[section], field)));
    return values;
  }

  /**
   * Throws `NotFoundError` for a name that is none, `InvalidError` for a value of another type, `UnavailableError` for
   * a secret while there is no master key.
   */
  async set(actor: Actor, name: string, value: WireValue): Promise<Setting> {
    if (!isSetting(name)) throw new NotFoundError('setting', name);
    await this.write(actor, [[name, value]], () => 'value');
    return this.shown(name, await this.stored());
  }

  /** All or nothing; names that are none are left aside and answered. Errors: see `set`. */
  async setMany(
    actor: Actor,
    values: Record<string, WireValue>,
  ): Promise<{ updated: number; skipped: string[] }> {
    const entries = Object.entries(values);
    const known = entries.filter((entry): entry is [SettingName, WireValue] => isSetting(entry[0]));
    await this.write(actor, known, (name) => `settings.${name}`);
    return {
      updated: known.length,
      skipped: entries.map(([name]) => name).filter((name) => !isSetting(name)),
    };
  }

  private shown(name: SettingName, stored: Map<string, string>): Setting {
    const fallback = this.presumed.get(name) ?? definitionOf(name).default;
    const value = this.readable(name, stored.get(name)) ?? fallback;
    return { name, value: isSecret(name) ? hidden(value) : value, isDefault: value === fallback };
  }

  private async write(
    actor: Actor,
    entries: [SettingName, WireValue][],
    fieldOf: (name: SettingName) => string,
  ): Promise<void> {
    const stored = await this.stored();
    const values = checked(entries, fieldOf).filter(([name, value]) => !isSecret(name) || !isHidden(value));
    if (values.length === 0) return;
    const changes = Object.fromEntries(
      values.map(([name, value]) => [name, this.change(name, value, stored)]),
    );
    await this.within(values, async (manager) => {
      for (const [name, value] of values) if (!RULES[name]) await this.save(manager, actor, name, value);
      const resourceId = values.map(([name]) => name).join(',');
      await this.audit.note(manager, actor, INSTALLATION, { action: 'setting.update', resourceId, changes });
    });
    this.hinter.hint('governance.changed', {});
  }

  /** One transaction, with the rules if any of these is one. */
  private async within(
    values: [SettingName, string][],
    work: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const rules = values.flatMap(([name, value]) => {
      const [section, field] = RULES[name] ?? [];
      return section && field ? [{ [section]: { [field]: Number(value) } }] : [];
    });
    if (rules.length > 0) await this.policy.update(Object.assign({}, ...rules) as SecurityChange, work);
    else await this.rows.manager.transaction(work);
  }

  private async save(manager: EntityManager, actor: Actor, name: SettingName, value: string): Promise<void> {
    const kept =
      isSecret(name) && value !== ''
        ? { value: '', secret: this.vault.seal(placeOf(name), value) }
        : { value, secret: null };
    await manager.upsert(SettingRow, { name, ...kept, updatedBy: actor.userId, updatedAt: new Date() }, [
      'name',
    ]);
  }

  private readable(name: SettingName, kept: string | undefined): string | undefined {
    return kept && isSecret(name) ? this.vault.open(placeOf(name), kept) : kept;
  }

  private change(name: SettingName, value: string, stored: Map<string, string>) {
    if (isSecret(name)) return value === '' ? 'removed' : 'replaced';
    return { from: this.shown(name, stored).value, to: value };
  }
}

const isSecret = (name: SettingName): boolean => definitionOf(name).type.kind === 'secret';

function checked(
  entries: [SettingName, WireValue][],
  fieldOf: (name: SettingName) => string,
): [SettingName, string][] {
  const wrong: Record<string, string> = {};
  const values = entries.flatMap(([name, given]): [SettingName, string][] => {
    const result = checkedValue(definitionOf(name).type, given);
    if ('value' in result) return [[name, result.value]];
    wrong[fieldOf(name)] = result.wrong;
    return [];
  });
  if (Object.keys(wrong).length > 0) throw new InvalidError('Validation failed', wrong);
  return values;
}

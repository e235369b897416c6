import { DateField, IntField, ListField, StringField, UuidField } from '@muster/platform';
import type { InviteCode, InviteCreate } from '@muster/identity';
import { ListDto } from '../../lists/list.dto';

export class InviteCodeCreateDto {
  @IntField({ min: 1, max: 1_000_000, optional: true, about: 'Left out: any number of times' })
  max_uses?: number;
  @DateField({ optional: true }) expires_at?: Date;
  @StringField({ max: 200, optional: true }) note?: string;
}

export class InviteCodeDto {
  @UuidField() id: string;
  @StringField({ about: 'By which people tell codes apart' }) code_prefix: string;
  @IntField({ nullable: true }) max_uses: number | null;
  @IntField() uses: number;
  @DateField({ nullable: true }) expires_at: Date | null;
  @StringField() note: string;
  @DateField() created_at: Date;
}

export class InviteCodeCreatedDto extends InviteCodeDto {
  @StringField({ about: 'Shown only now' }) code: string;
}

export class InviteCodeListDto extends ListDto {
  @ListField(() => InviteCodeDto) items: InviteCodeDto[];
}

export const toInviteCreate = ({ max_uses, expires_at, note }: InviteCodeCreateDto): InviteCreate => ({
  maxUses: max_uses ?? undefined,
  expiresAt: expires_at ?? undefined,
  note: note ?? undefined,
});

export const toInviteCodeDto = (row: InviteCode): InviteCodeDto => ({
  id: row.id,
  code_prefix: row.codePrefix,
  max_uses: row.maxUses,
  uses: row.uses,
  expires_at: row.expiresAt,
  note: row.note,
  created_at: row.createdAt,
});

export const toInviteCodeCreatedDto = (row: InviteCode & { code: string }): InviteCodeCreatedDto => ({
  ...toInviteCodeDto(row),
  code: row.code,
});

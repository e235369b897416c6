import { DateField, ListField, StringField, UuidField } from '@muster/platform';
import type { ShareToken } from '@muster/identity';
import { ListDto } from '../lists/list.dto';

export class RunShareDto {
  @UuidField() id: string;
  @UuidField() run_id: string;
  @UuidField({ about: 'Who made it' }) user_id: string;
  @DateField() created_at: Date;
  @DateField() expires_at: Date;
}

export class RunShareCreatedDto extends RunShareDto {
  @StringField({ about: 'Shown only now' }) token: string;
  @StringField({ about: 'Where the run is shown, without any other credential' }) url: string;
}

export class RunShareListDto extends ListDto {
  @ListField(() => RunShareDto) items: RunShareDto[];
}

export const toRunShareDto = (row: ShareToken): RunShareDto => ({
  id: row.id,
  run_id: row.resourceId,
  user_id: row.userId,
  created_at: row.createdAt,
  expires_at: row.expiresAt,
});

/** Without an origin the address is a path. */
export const toRunShareCreatedDto = (
  row: ShareToken & { token: string },
  origin = '',
): RunShareCreatedDto => ({
  ...toRunShareDto(row),
  token: row.token,
  url: `${origin}/api/share/${row.token}/run`,
});

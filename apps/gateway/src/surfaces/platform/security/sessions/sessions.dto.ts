import { BooleanField, DateField, EnumField, ListField, StringField, UuidField } from '@muster/platform';
import { type Session, SESSION_KINDS, type SessionKind } from '@muster/identity';
import { ListDto, ListQueryDto } from '../../lists/list.dto';

export class SessionListQueryDto extends ListQueryDto {
  @UuidField({ optional: true }) user_id?: string;
}

export class SessionOwnerQueryDto {
  @UuidField({ optional: true, about: 'Left out: everybody' }) user_id?: string;
}

export class SessionDto {
  @UuidField() id: string;
  @EnumField(SESSION_KINDS, { about: 'The API whose door it was' }) kind: SessionKind;
  @UuidField() user_id: string;
  @StringField() user_email: string;
  @StringField({ nullable: true }) ip_address: string | null;
  @StringField({ nullable: true }) user_agent: string | null;
  @DateField() created_at: Date;
  @DateField({ about: 'To the minute' }) last_seen_at: Date;
  @DateField() expires_at: Date;
  @BooleanField({ about: 'A second factor was shown' }) mfa: boolean;
}

export class SessionListDto extends ListDto {
  @ListField(() => SessionDto) items: SessionDto[];
}

export const toSessionDto = (session: Session): SessionDto => ({
  id: session.id,
  kind: session.kind,
  user_id: session.userId,
  user_email: session.user?.email ?? '',
  ip_address: session.ipAddress,
  user_agent: session.userAgent,
  created_at: session.createdAt,
  last_seen_at: session.lastSeenAt,
  expires_at: session.expiresAt,
  mfa: session.mfa,
});

import type { CustomRole } from '@muster/identity';
import { ObjectField, StringField, UuidField } from '@muster/platform';

/** A role of the organization, where somebody has it. */
export class CustomRoleRefDto {
  @UuidField() id: string;
  @StringField() name: string;
}

export const CustomRoleField = (): PropertyDecorator =>
  ObjectField(() => CustomRoleRefDto, {
    nullable: true,
    about: 'What it grants counts in place of what `role` grants, which is then its base',
  });

export const toCustomRoleRef = (role: CustomRole | null | undefined): CustomRoleRefDto | null =>
  role ? { id: role.id, name: role.name } : null;

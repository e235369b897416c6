import type { CustomRole, Organization, OrgRole } from '@muster/identity';
import { BooleanField, DateField, StringField, UuidField } from '@muster/platform';

export class OrgDto {
  @UuidField() id: string;
  @StringField() name: string;
  @BooleanField() isTrial: boolean;
  @BooleanField({ about: 'People with an address of its domain join by themselves' })
  autoAddDomainUsers: boolean;
  @DateField() createdAt: string;
}

export class OrgCreateDto {
  @StringField({ min: 1, max: 255, trim: true }) name: string;
  @BooleanField({ optional: true }) autoAddDomainUsers?: boolean;
}

export class OrgCreatedDto {
  @UuidField() id: string;
}

export class OrgRoleDto {
  @UuidField() id: string;
  @BooleanField({ about: 'Every organization has it' }) isDefault: boolean;
  @StringField() label: string;
  @StringField() description: string;
}

export const toOrgDto = ({ id, name, emailDomain, createdAt }: Organization): OrgDto => ({
  id,
  name,
  isTrial: false,
  autoAddDomainUsers: emailDomain !== null,
  createdAt: createdAt.toISOString(),
});

/** The same in every installation, so that clients may remember them. */
const ROLES: Record<OrgRole, Omit<OrgRoleDto, 'isDefault'>> = {
  owner: {
    id: '6f0a2c1e-5b7d-4d0c-9b53-0d1f6a4e8c01',
    label: 'Owner',
    description: 'Everything, the other owners included',
  },
  admin: {
    id: '6f0a2c1e-5b7d-4d0c-9b53-0d1f6a4e8c02',
    label: 'Admin',
    description: 'Everything but what concerns owners',
  },
  member: {
    id: '6f0a2c1e-5b7d-4d0c-9b53-0d1f6a4e8c03',
    label: 'Member',
    description: 'Can create projects and plans',
  },
  viewer: {
    id: '6f0a2c1e-5b7d-4d0c-9b53-0d1f6a4e8c04',
    label: 'Viewer',
    description: 'Can look at what is shared',
  },
};

/** Of the custom role where there is one. */
export const orgRoleIdOf = (role: OrgRole, customRoleId: string | null): string =>
  customRoleId ?? ROLES[role].id;

/** Undefined for an id that is none of a built-in role. */
export const orgRoleById = (id: string): OrgRole | undefined =>
  (Object.keys(ROLES) as OrgRole[]).find((role) => ROLES[role].id === id);

export const toOrgRoleDto = (role: OrgRole): OrgRoleDto => ({ ...ROLES[role], isDefault: true });

/** A role that the organization made for itself. */
export const toOwnRoleDto = ({ id, name, description }: CustomRole): OrgRoleDto => ({
  id,
  isDefault: false,
  label: name,
  description,
});

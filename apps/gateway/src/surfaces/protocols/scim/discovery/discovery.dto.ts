import { BooleanField, IntField, ListField, ObjectField, StringField } from '@muster/platform';
import { MetaDto, ScimListDto } from '../wire/meta.dto';

export class SupportDto {
  @BooleanField() supported: boolean;
}

export class BulkSupportDto extends SupportDto {
  @IntField() maxOperations: number;
  @IntField() maxPayloadSize: number;
}

export class FilterSupportDto extends SupportDto {
  @IntField() maxResults: number;
}

export class AuthenticationSchemeDto {
  @StringField() type: string;
  @StringField() name: string;
  @StringField() description: string;
  @StringField() specUri: string;
  @BooleanField() primary: boolean;
}

export class ServiceProviderConfigDto {
  @StringField({ each: true }) schemas: string[];
  @ObjectField(() => SupportDto) patch: SupportDto;
  @ObjectField(() => BulkSupportDto) bulk: BulkSupportDto;
  @ObjectField(() => FilterSupportDto) filter: FilterSupportDto;
  @ObjectField(() => SupportDto) changePassword: SupportDto;
  @ObjectField(() => SupportDto) sort: SupportDto;
  @ObjectField(() => SupportDto) etag: SupportDto;
  @ListField(() => AuthenticationSchemeDto) authenticationSchemes: AuthenticationSchemeDto[];
  @ObjectField(() => MetaDto) meta: MetaDto;
}

export class ResourceTypeDto {
  @StringField({ each: true }) schemas: string[];
  @StringField() id: string;
  @StringField() name: string;
  @StringField() endpoint: string;
  @StringField() description: string;
  @StringField() schema: string;
  @ObjectField(() => MetaDto) meta: MetaDto;
}

export class ResourceTypeListDto extends ScimListDto {
  @ListField(() => ResourceTypeDto) Resources: ResourceTypeDto[];
}

export class SchemaAttributeDto {
  @StringField() name: string;
  @StringField() type: string;
  @BooleanField() multiValued: boolean;
  @StringField() description: string;
  @BooleanField() required: boolean;
  @BooleanField() caseExact: boolean;
  @StringField() mutability: string;
  @StringField() returned: string;
  @StringField() uniqueness: string;
  @StringField({ each: true, optional: true }) canonicalValues?: string[];
  @StringField({ each: true, optional: true }) referenceTypes?: string[];
  @ListField(() => SchemaAttributeDto, { optional: true }) subAttributes?: SchemaAttributeDto[];
}

export class SchemaDto {
  @StringField({ each: true }) schemas: string[];
  @StringField() id: string;
  @StringField() name: string;
  @StringField() description: string;
  @ListField(() => SchemaAttributeDto) attributes: SchemaAttributeDto[];
  @ObjectField(() => MetaDto) meta: MetaDto;
}

export class SchemaListDto extends ScimListDto {
  @ListField(() => SchemaDto) Resources: SchemaDto[];
}

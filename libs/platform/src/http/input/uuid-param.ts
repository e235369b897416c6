import { ArgumentMetadata, Param, PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { InvalidError } from '../../errors/domain.errors';

const UUID_PIPE: PipeTransform<string, string> = {
  transform(value: string, { data = 'id' }: ArgumentMetadata): string {
    if (isUUID(value)) return value.toLowerCase();
    throw new InvalidError(`${data} is not a UUID`, { [data]: `${data} must be a UUID` });
  },
};

/** A path parameter that is an id. Anything but a UUID is a validation failure, never a lookup. */
export const UuidParam = (name: string): ParameterDecorator => Param(name, UUID_PIPE);

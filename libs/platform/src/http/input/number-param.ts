import { ArgumentMetadata, Param, PipeTransform } from '@nestjs/common';
import { InvalidError } from '../../errors/domain.errors';

const MOST = 2 ** 31 - 1;

const NUMBER_PIPE: PipeTransform<string, number> = {
  transform(value: string, { data = 'number' }: ArgumentMetadata): number {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && number <= MOST) return number;
    throw new InvalidError(`${data} is not a number`, { [data]: `${data} must be a whole number from 1` });
  },
};

/** A path parameter that counts from 1. Anything else is a validation failure, never a lookup. */
export const NumberParam = (name: string): ParameterDecorator => Param(name, NUMBER_PIPE);

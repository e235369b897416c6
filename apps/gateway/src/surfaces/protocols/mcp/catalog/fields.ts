import { isUUID } from 'class-validator';
import { z } from 'zod';

/** Fields that schema languages say at length, said shortly: clients hand the schemas to models. */
export const id = (what?: string) =>
  z
    .string()
    .refine((given) => isUUID(given), 'must be a UUID')
    .meta({ format: 'uuid', ...(what && { description: what }) });

export const time = () => z.string().meta({ format: 'date-time' });

export const count = () => z.number().meta({ type: 'integer' });

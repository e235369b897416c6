import { Param, PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { NotFoundError } from '@muster/platform';

const KNOWN_FORM: PipeTransform<string, string> = {
  transform(value: string): string {
    if (isUUID(value)) return value.toLowerCase();
    throw new NotFoundError('task', value);
  },
};

/** The protocol's ids are opaque: one that is none of ours belongs to no task. */
export const TaskId = (): ParameterDecorator => Param('task_id', KNOWN_FORM);

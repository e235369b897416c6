import type { WorkerDecision } from '@muster/agents';
import { BooleanField, ListField, StringField } from '@muster/platform';
import { ListDto } from '../../lists/list.dto';
import { WorkerDto } from '../../workers/workers.dto';

export class WorkerListDto extends ListDto {
  @ListField(() => WorkerDto) items: WorkerDto[];
}

export class WorkerApprovalDto {
  @BooleanField() is_approved: boolean;
  @StringField({ max: 100, trim: true, optional: true, about: 'Left out, it stays; empty, there is none' })
  group?: string;
}

export const toDecision = ({ is_approved, group }: WorkerApprovalDto): WorkerDecision => ({
  isApproved: is_approved,
  group: group ?? undefined,
});

import type { ActionInfo } from '@muster/contracts';
import { JsonField, StringField } from '@muster/platform';
import type { ActionCategory } from '@muster/tasks';

export class ActionInfoDto {
  @StringField() name: string;
  @StringField() category: string;
  @StringField() description: string;
  @JsonField({ about: 'JSON Schema' }) parameters: Record<string, unknown>;
}

export class ActionCategoryDto {
  @StringField() name: string;
  @StringField() displayName: string;
  @StringField() description: string;
  @StringField() icon: string;
}

export const toActionMapDto = (byCategory: Map<string, ActionInfo[]>): Record<string, ActionInfoDto[]> =>
  Object.fromEntries([...byCategory].map(([category, actions]) => [category, actions.map(toActionInfoDto)]));

const toActionInfoDto = ({ name, category, description, parameters }: ActionInfo): ActionInfoDto => ({
  name,
  category,
  description,
  parameters,
});

export const toActionCategoryDto = (category: ActionCategory): ActionCategoryDto => ({
  name: category.name,
  displayName: category.displayName,
  description: category.description,
  icon: category.icon,
});

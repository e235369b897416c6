import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ActionsService } from '@muster/tasks';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { ActionCategoryDto, ActionInfoDto, toActionCategoryDto, toActionMapDto } from './configuration.dto';

const ACTIONS = { type: 'array', items: { $ref: getSchemaPath(ActionInfoDto) } };

@Surface('steps')
@Controller('api/configuration')
export class ConfigurationController {
  constructor(private readonly actions: ActionsService) {}

  @Get('actions')
  @ApiExtraModels(ActionInfoDto)
  @ApiResponse({
    status: 200,
    description: 'Success',
    schema: { type: 'object', additionalProperties: ACTIONS },
  })
  @Endpoint({ permission: 'tasks:read', summary: 'What agents can do, by category' })
  async listActions(): Promise<Record<string, ActionInfoDto[]>> {
    return toActionMapDto(await this.actions.byCategory());
  }

  @Get('action-categories')
  @Endpoint({
    permission: 'tasks:read',
    summary: 'Categories of actions, for `enabledCategories` of a task',
    returnsList: ActionCategoryDto,
  })
  async listCategories(): Promise<ActionCategoryDto[]> {
    return (await this.actions.categories()).map(toActionCategoryDto);
  }
}

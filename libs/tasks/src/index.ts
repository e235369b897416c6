export type { ActionCategory } from './actions/action-categories';
export { ActionsService } from './actions/actions.service';
export { TaskFilesService, type TaskUpload } from './task-files.service';
export { type Task, type TaskPhase, type TaskState, toTask } from './task';
export { type StepRequest, TaskStepsService } from './task-steps.service';
export { type TaskCreation, TasksService } from './tasks.service';
export { TasksModule } from './tasks.module';
export {
  type Post,
  POST_TOPIC,
  type Turn,
  TURN_EVENT,
  type TurnAction,
  type TurnEvent,
  type TurnFile,
  type TurnResult,
  type UnsupportedStatement,
  type TurnStatus,
} from './turn';

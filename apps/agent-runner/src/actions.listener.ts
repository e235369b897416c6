import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { Toolbox } from './tools/toolbox';

/** Tells others which actions agents of this installation can take. */
@Controller()
export class ActionsListener {
  constructor(private readonly toolbox: Toolbox) {}

  @MessagePattern('actions.list')
  list(): { ok: Toolbox['actions'] } {
    return { ok: this.toolbox.actions };
  }
}

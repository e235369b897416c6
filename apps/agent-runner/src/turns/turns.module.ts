import { Module } from '@nestjs/common';
import { ModelsModule } from '@muster/models';
import { ToolsModule } from '../tools/tools.module';
import { Summaries } from './summaries';
import { ToolRunner } from './tool-runner';
import { TurnTaker } from './turn-taker';

@Module({
  imports: [ToolsModule, ModelsModule],
  providers: [ToolRunner, TurnTaker, Summaries],
  exports: [ToolsModule, ModelsModule, TurnTaker, Summaries],
})
export class TurnsModule {}

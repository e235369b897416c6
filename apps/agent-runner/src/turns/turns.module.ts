import { Module } from '@nestjs/common';
import { ToolsModule } from '../tools/tools.module';
import { Summaries } from './summaries';
import { ToolRunner } from './tool-runner';
import { TurnTaker } from './turn-taker';

@Module({
  imports: [ToolsModule],
  providers: [ToolRunner, TurnTaker, Summaries],
  exports: [ToolsModule, TurnTaker, Summaries],
})
export class TurnsModule {}

import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** What the framework alone can do: one route that answers a given object as JSON. */
async function main(answer: object): Promise<void> {
  @Controller('api/v1/runs')
  class RunsController {
    @Get(':id')
    get(): object {
      return answer;
    }
  }

  @Module({ controllers: [RunsController] })
  class AppModule {}

  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  process.send?.({ url: await app.getUrl() });
}

process.once('disconnect', () => process.exit());
void main(JSON.parse(process.argv[2] ?? '{}') as object);

import { Module } from '@nestjs/common';
import { HealthAnswers } from './health/health.answers';
import { HealthController } from './health/health.controller';

/** Paths that several documents claim, served once. */
@Module({ controllers: [HealthController], providers: [HealthAnswers] })
export class SharedModule {}

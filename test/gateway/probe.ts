import { Body, Controller, Delete, Get, Module, Post, Query, Res } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import {
  BooleanField,
  ConflictError,
  DomainError,
  IntField,
  LimitExceededError,
  NotFoundError,
  StringField,
  UnavailableError,
  UuidField,
  UuidParam,
} from '@muster/platform';
import type { Response } from 'express';
import { AppModule } from '../../apps/gateway/src/app.module';
import { CurrentActor } from '../../apps/gateway/src/auth/current-actor.decorator';
import { Endpoint } from '../../apps/gateway/src/auth/endpoint.decorator';
import { Surface } from '../../apps/gateway/src/surfaces/surfaces';

class ThingCreateDto {
  @StringField({ min: 1, max: 20 }) name: string;
  @IntField({ optional: true, min: 0 }) size?: number;
}

class ThingDto {
  @UuidField() id: string;
  @StringField() name: string;
  @StringField({ about: 'Who asked' }) owner: string;
}

class ThingListDto {
  @IntField({ optional: true, min: 1, max: 200 }) limit = 50;
  @BooleanField({ optional: true }) deep?: boolean;
}

class EchoDto {
  @IntField() limit: number;
  @BooleanField({ nullable: true }) deep: boolean | null;
}

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** Errors by name, as contexts throw them. */
const ERRORS: Record<string, () => Error> = {
  missing: () => new NotFoundError('thing', ID),
  busy: () => new ConflictError('already running', { retryAfter: 5 }),
  locked: () => new DomainError('unauthenticated', 'locked', { reason: 'locked', retryAfter: 60 }),
  large: () => new LimitExceededError('too large', { reason: 'size' }),
  type: () => new DomainError('invalid', 'no text in it', { reason: 'unsupported_type' }),
  budget: () => new LimitExceededError('nothing left', { reason: 'budget' }),
  state: () => new DomainError('invalid', 'not while it runs'),
  down: () => new UnavailableError('the model does not answer'),
  bug: () => new TypeError('secret internals'),
  internal: () => new DomainError('internal', 'secret internals'),
  database: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
};

/** How often the idempotent handler really ran, and what it does next. */
export const ledger = { calls: 0, next: (): Promise<void> => Promise.resolve() };

@Controller('probe/things')
@Surface('steps')
class ThingsController {
  @Get()
  @Endpoint({ permission: 'tasks:read', summary: 'List', returns: EchoDto, anonymous: true })
  list(@Query() { limit, deep = null as never }: ThingListDto): EchoDto {
    return { limit, deep };
  }

  @Post()
  @Endpoint({ permission: 'tasks:write', summary: 'Make', status: 201, returns: ThingDto })
  create(@CurrentActor() actor: Actor, @Body() { name }: ThingCreateDto): ThingDto {
    return { id: ID, name, owner: actor.username };
  }

  @Post('once')
  @Endpoint({
    permission: 'tasks:write',
    summary: 'Make once',
    status: 201,
    returns: ThingDto,
    idempotent: true,
  })
  async once(@CurrentActor() actor: Actor, @Body() { name }: ThingCreateDto): Promise<ThingDto> {
    ledger.calls += 1;
    await ledger.next();
    return { id: ID, name: `${name} ${ledger.calls}`, owner: actor.username };
  }

  @Post('strict')
  @Endpoint({
    permission: 'tasks:write',
    summary: 'No extras',
    returns: ThingDto,
    unknown: 'refuse',
    bodyLimit: 100,
  })
  strict(@CurrentActor() actor: Actor, @Body() body: ThingCreateDto): ThingDto {
    return this.create(actor, body);
  }

  @Post('login')
  @Endpoint({
    permission: 'public',
    audit: 'auth.try',
    summary: 'Try a password',
    status: 204,
    limit: 'login',
  })
  login(): void {
    return undefined;
  }

  @Get('stream')
  @Endpoint({ permission: 'tasks:read', summary: 'Stream', kind: 'sse' })
  stream(@Res() response: Response): void {
    response.setHeader('Content-Type', 'text/event-stream');
    response.write(': hello\n\n');
  }

  @Get('admins')
  @Endpoint({ permission: 'models:write', summary: 'For administrators', returns: EchoDto })
  admins(): EchoDto {
    return { limit: 1, deep: null };
  }

  @Get('wrong')
  @Endpoint({ permission: 'public', summary: 'Not what it says', returns: ThingDto })
  wrong(): ThingDto {
    return { id: ID, name: 'x', owner: 'y', extra: true } as ThingDto;
  }

  @Get(':id')
  @Endpoint({ permission: 'user', summary: 'Get', returns: ThingDto })
  get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): ThingDto {
    return { id, name: 'x', owner: actor.username };
  }

  @Delete(':id')
  @Endpoint({ permission: 'tasks:write', summary: 'Forget', status: 204 })
  remove(@UuidParam('id') _id: string): void {
    return undefined;
  }
}

const fail = (name: string): never => {
  throw ERRORS[name]?.() ?? new Error(`no error ${name}`);
};

class FailureDto {
  @StringField() error: string;
}

@Controller('probe/steps')
@Surface('steps')
class StepsFailures {
  @Post('fail')
  @Endpoint({ permission: 'public', audit: false, summary: 'Fail' })
  fail(@Body() { error }: FailureDto): void {
    fail(error);
  }
}

@Controller('api/v1/probe')
@Surface('platform')
class PlatformFailures {
  @Post('fail')
  @Endpoint({ permission: 'public', audit: false, summary: 'Fail' })
  fail(@Body() { error }: FailureDto): void {
    fail(error);
  }

  @Get(':id')
  @Endpoint({ permission: 'user', summary: 'Get' })
  get(@UuidParam('id') _id: string): void {
    return undefined;
  }
}

@Controller('ap/v1/probe')
@Surface('protocols')
class ProtocolFailures {
  @Post('fail')
  @Endpoint({ permission: 'public', audit: false, summary: 'Fail' })
  fail(@Body() { error }: FailureDto): void {
    fail(error);
  }
}

/** The real gateway with routes that do what a spec needs to see. */
@Module({
  imports: [AppModule],
  controllers: [ThingsController, StepsFailures, PlatformFailures, ProtocolFailures],
})
export class ProbeModule {}

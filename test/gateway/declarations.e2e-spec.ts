import { Controller, Module, Post, type Type } from '@nestjs/common';
import type { HttpAdapter } from '@muster/platform';
import { AppModule } from '../../apps/gateway/src/app.module';
import { Endpoint } from '../../apps/gateway/src/auth/endpoint.decorator';
import { Surface } from '../../apps/gateway/src/surfaces/surfaces';
import { Installation } from '../support/installation';

@Controller('probe/unnamed')
@Surface('steps')
class Unnamed {
  @Post()
  @Endpoint({ permission: 'public', summary: 'Changes something, and does not say what' })
  change(): void {
    return undefined;
  }
}

@Controller('probe/derived')
@Surface('steps')
class ReadingByPost {
  @Post()
  @Endpoint({ permission: 'tasks:read', summary: 'A permission to read says nothing about a change' })
  change(): void {
    return undefined;
  }
}

@Controller('probe/bare')
@Surface('steps')
class Bare {
  @Post()
  change(): void {
    return undefined;
  }
}

@Controller('probe/homeless')
class Homeless {
  @Post()
  @Endpoint({ permission: 'tasks:write', summary: 'Belongs to no surface' })
  change(): void {
    return undefined;
  }
}

@Controller('probe/open')
@Surface('steps')
class Unpermitted {
  @Post()
  @Endpoint({ permission: undefined as never, audit: 'thing.create', summary: 'Forgot to say who may' })
  change(): void {
    return undefined;
  }
}

@Controller('probe/misspelt')
@Surface('steps')
class Misspelt {
  @Post()
  @Endpoint({ permission: 'task:write' as never, summary: 'A permission that there is not' })
  change(): void {
    return undefined;
  }
}

const withController = (controller: Type<object>): Type<object> => {
  class Root {}
  Module({ imports: [AppModule], controllers: [controller] })(Root);
  return Root;
};

/** What a reader of the sources cannot overlook, a start must not either. */
describe('the gateway does not start', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.create();
  });
  afterAll(() => installation.close());

  it.each([
    [
      'changes something and has no name in the audit trail',
      Unnamed,
      /no name in the audit trail: POST \/probe\/unnamed/,
    ],
    [
      'derives no name from a permission to read',
      ReadingByPost,
      /no name in the audit trail: POST \/probe\/derived/,
    ],
    ['is not declared', Bare, /without @Endpoint or @Surface: POST \/probe\/bare/],
    ['is on no surface', Homeless, /without @Endpoint or @Surface: POST \/probe\/homeless/],
    ['has no permission', Unpermitted, /no permission of the table: POST \/probe\/open/],
    ['has a permission that there is not', Misspelt, /no permission of the table: POST \/probe\/misspelt/],
  ])('with a route that %s', async (_, controller, message) => {
    await expect(installation.startGateway({}, withController(controller))).rejects.toThrow(message);
  });
});

/** Reading, whatever the verb says. */
const READ_BY_POST = [
  'POST /api/v1/runs/:id/replay',
  'POST /scim/v2/.search',
  'POST /scim/v2/Groups/.search',
  'POST /scim/v2/Users/.search',
];

describe('a route', () => {
  it('asks for a permission to change where it changes something, and for one to read elsewhere', async () => {
    const installation = await Installation.create();
    const { app } = await installation.startGateway();
    const { declared } = app.getHttpAdapter() as unknown as HttpAdapter;
    const wrong = declared
      .map(({ method, path, endpoint: { permission } }) => ({ name: `${method} ${path}`, permission }))
      .filter(({ name, permission }) => {
        if (permission === 'public' || permission === 'user') return false;
        const reads = /^(GET|HEAD) /.test(name) || READ_BY_POST.includes(name);
        return !permission.endsWith(reads ? ':read' : ':write');
      });
    expect(wrong).toEqual([]);
    await installation.close();
  });
});

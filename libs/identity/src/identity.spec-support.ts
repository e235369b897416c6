import { randomBytes } from 'node:crypto';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool, type QueryResultRow } from 'pg';
import {
  DatabaseModule,
  loadSettings,
  PlatformSettings,
  redisTransport,
  TransportModule,
  VaultModule,
  VaultSettings,
} from '@muster/platform';
import { testDatabase, testRedis } from '@muster/testing';
import { AccountsService } from './accounts/accounts.service';
import type { PasswordPolicy } from './accounts/user.entity';
import type { RegistrationInput } from './accounts/registration.service';
import type { Actor } from './actors/actor';
import { Authenticator } from './actors/authenticator.service';
import { IdentityHints } from './actors/identity.hints';
import { RuleHints } from './actors/rule.hints';
import { IdentityModule } from './identity.module';
import { IdentitySettings } from './identity.settings';
import { InvitesService } from './invites/invites.service';
import { AccountMails } from './pins/account-mails';
import { type PasswordChange, PasswordChanges } from './passwords/password-changes.service';

/** The library as one process of an installation runs it. */
export interface TestProcess {
  accounts: AccountsService;
  authenticator: Authenticator;
  invites: InvitesService;
  changePassword(actor: Actor, change: PasswordChange, policy?: PasswordPolicy): Promise<void>;
  get<T>(type: Type<T>): T;
  /** Registers somebody new and signs them in. */
  person(
    input?: Partial<RegistrationInput>,
  ): Promise<{ token: string; actor: Actor; input: RegistrationInput }>;
}

/** An installation with a database of its own and any number of processes on it. */
export interface TestInstallation {
  /** Without `mails` it is an app that writes to nobody. */
  start(env?: Record<string, string>, mails?: Type<AccountMails>): Promise<TestProcess>;
  sql<T extends QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

const MASTER_KEY = randomBytes(32).toString('base64');

export const PASSWORD = 'correct horse';

/** Somebody who does not exist yet. */
export function newcomer(input: Partial<RegistrationInput> = {}): RegistrationInput {
  const username = `user-${randomBytes(6).toString('hex')}`;
  return { username, name: 'Ada Lovelace', email: `${username}@example.com`, password: PASSWORD, ...input };
}

export async function testInstallation(): Promise<TestInstallation> {
  const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
  const pool = new Pool({ connectionString: database.url, max: 2 });
  // The server may cut a connection that is on its way out anyway.
  pool.on('error', () => undefined);
  const running: INestMicroservice[] = [];
  return {
    async start(env = {}, mails) {
      const base = { DATABASE_URL: database.url, REDIS_URL: redis.url, MASTER_KEY };
      const app = await boot({ ...base, ...env }, mails);
      running.push(app);
      return processOf(app);
    },
    sql: async <T extends QueryResultRow>(text: string, values?: unknown[]) =>
      (await pool.query<T>(text, values)).rows,
    async close() {
      await Promise.all(running.map((app) => app.close()));
      await pool.end();
      await database.close();
    },
  };
}

async function boot(env: Record<string, string>, mails?: Type<AccountMails>): Promise<INestMicroservice> {
  const [platform, identity, vault] = loadSettings([PlatformSettings, IdentitySettings, VaultSettings], env);
  const settings = {
    module: class TestSettings {},
    global: true,
    providers: [
      { provide: PlatformSettings, useValue: platform },
      { provide: IdentitySettings, useValue: identity },
      { provide: VaultSettings, useValue: vault },
    ],
    exports: [PlatformSettings, IdentitySettings, VaultSettings],
  };
  const letters = {
    module: class TestLetters {},
    global: true,
    providers: mails ? [{ provide: AccountMails, useClass: mails }] : [],
    exports: mails ? [AccountMails] : [],
  };
  const root = {
    module: class TestRoot {},
    imports: [settings, letters, DatabaseModule, TransportModule, VaultModule, IdentityModule],
    controllers: [IdentityHints, RuleHints],
  };
  const app = await NestFactory.createMicroservice(root, {
    ...redisTransport(platform),
    logger: false,
    abortOnError: false,
  });
  await app.listen();
  return app;
}

function processOf(app: INestMicroservice): TestProcess {
  const accounts = app.get(AccountsService);
  const authenticator = app.get(Authenticator);
  return {
    accounts,
    authenticator,
    invites: app.get(InvitesService),
    changePassword: (actor, change, policy = 'basic') =>
      app.get(PasswordChanges).change(actor, change, policy),
    get: (type) => app.get(type, { strict: false }),
    async person(overrides) {
      const input = newcomer(overrides);
      const { token } = await accounts.register(input);
      return { token, actor: await authenticator.authenticate(token), input };
    },
  };
}

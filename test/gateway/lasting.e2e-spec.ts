import { eventually } from '@muster/testing';
import type { ApiClient } from '../support/api-client';
import { EventReaderClient } from '../support/event-reader-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, member } from '../support/members';
import { reissued } from '../tenancy/credentials';

const SECRET = 'only for these few tests, and long enough';
const KEYS = '/api/v1/security/api-keys';

/** Ended by the credential, and not by whoever listens. */
describe('an answer that lasts', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let client: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal', JWT_SECRET: SECRET });
    gateway = await installation.startGateway();
    client = gateway.client;
  });
  afterAll(() => installation.close());

  const follow = (token?: string) => EventReaderClient.open(`${gateway.url}/api/v1/events`, token);
  const whenEnded = (stream: EventReaderClient) => eventually(() => stream.ended);

  it('ends when its session does, by logout or a new password, and others go on', async () => {
    const [gone, changed, bystander] = [await member(client), await member(client), await member(client)];
    const old = (await client.post(`${AUTH}/login`, changed.account)).body.access_token as string;
    const streams = await Promise.all([gone.tokens.access_token, old].map(follow));
    const others = await Promise.all([
      follow(bystander.tokens.access_token),
      follow(changed.tokens.access_token),
    ]);
    await gone.client.post(`${AUTH}/logout`);
    await changed.client.post(`${AUTH}/change-password`, {
      current_password: changed.account.password,
      new_password: `${changed.account.password}-8`,
    });
    await Promise.all(streams.map(whenEnded));
    expect(others.map(({ ended }) => ended)).toEqual([false, false]);
    for (const other of others) other.close();
  });

  it('ends with the API key that opened it', async () => {
    const { client: own } = await member(client);
    const { body: made } = await own.post(KEYS, { name: 'CI' });
    const stream = await follow(made.key);
    await own.delete(`${KEYS}/${made.id}`);
    await whenEnded(stream);
  });

  it('ends with the membership, and when the role becomes another', async () => {
    const [removed, demoted] = [await gateway.person(), await gateway.person()];
    const streams = await Promise.all([follow(removed.token), follow(demoted.token)]);
    await installation.sql('DELETE FROM membership WHERE user_id = $1', [removed.actor.userId]);
    await installation.sql(`UPDATE membership SET role = 'operator' WHERE user_id = $1`, [
      demoted.actor.userId,
    ]);
    await Promise.all(streams.map(whenEnded));
  }, 20_000);

  it('ends when the token that opened it has expired', async () => {
    const { token } = await gateway.person();
    const stream = await follow(reissued(token, SECRET, { exp: Math.floor(Date.now() / 1_000) + 2 }));
    await whenEnded(stream);
  });
});

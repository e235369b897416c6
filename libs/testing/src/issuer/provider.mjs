import { createServer } from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

/**
 * A certified OpenID provider in a process of its own. Its parent says over the channel who it knows and who is at the
 * browser; there are no pages in between.
 */
const people = new Map();
let present;

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const { clients, inToken } = JSON.parse(process.argv[2]);
const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    grant_types: ['authorization_code'],
    response_types: ['code'],
    ...client,
  })),
  cookies: { keys: ['of this process only'] },
  scopes: ['openid', 'email', 'profile', 'groups'],
  claims: {
    openid: ['sub', 'amr', 'acr'],
    email: ['email', 'email_verified'],
    profile: ['name', 'preferred_username', 'upn'],
    groups: ['groups'],
  },
  acrValues: ['https://refeds.org/profile/mfa'],
  conformIdTokenClaims: !inToken,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, sub) => ({
    accountId: sub,
    claims: () => ({ ...people.get(sub), sub }),
  }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile groups');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  const result = present
    ? { login: { accountId: present.sub, amr: present.amr, acr: present.acr } }
    : { error: 'access_denied', error_description: 'nobody is there' };
  provider.interactionFinished(request, response, result).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});

process.on('message', ({ person }) => {
  if (person) people.set(person.sub, person);
  present = person;
  process.send({ known: person?.sub ?? null });
});
process.on('disconnect', () => process.exit());
process.send({ issuer });

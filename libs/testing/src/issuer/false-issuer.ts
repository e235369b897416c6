import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An OpenID provider that says whatever a spec wants it to, right or wrong. */
export class FalseIssuer {
  /** In place of parts of its configuration. */
  metadata: Record<string, unknown> = {};
  /** In place of claims of its next token. */
  claims: Record<string, unknown> = {};
  /** How its next token is signed: with its own key, with one that it does not publish, with what is public, or not at all. */
  signing: 'own' | 'foreign' | 'shared' | 'none' = 'own';
  /** In place of the configuration, or of the answer of the token endpoint. */
  fails: { discovery?: number; text?: string; token?: { status: number; body: object }; keys?: object } = {};
  /** Bodies of requests for tokens. */
  readonly asked: URLSearchParams[] = [];
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  private readonly foreign = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.sockets.add(socket));
  }

  static async start(): Promise<FalseIssuer> {
    const server = createServer((request, response) => void issuer.answer(request, response));
    const issuer: FalseIssuer = new FalseIssuer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname.includes('/.well-known/')) this.discovery(response);
    else if (pathname === '/keys') json(response, this.fails.keys ?? { keys: [this.publicKey()] });
    else if (pathname === '/token') {
      this.asked.push(new URLSearchParams(await text(request)));
      const { status = 200, body = this.tokens() } = this.fails.token ?? {};
      json(response, body, status);
    } else json(response, {}, 404);
  }

  private discovery(response: ServerResponse): void {
    const { discovery, text: said } = this.fails;
    if (discovery !== undefined) return json(response, {}, discovery);
    if (said !== undefined) return void response.writeHead(200, { 'content-type': 'text/html' }).end(said);
    json(response, {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      ...this.metadata,
    });
  }

  private publicKey(): object {
    return { ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
  }

  private tokens(): object {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: this.url, iat: now, exp: now + 60, ...this.claims };
    return { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: this.signed(claims) };
  }

  private signed(claims: object): string {
    if (this.signing === 'none') return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
    const alg = this.signing === 'shared' ? 'HS256' : 'RS256';
    const content = `${encoded({ alg, kid: 'one' })}.${encoded(claims)}`;
    if (alg === 'HS256') {
      const key = this.keys.publicKey.export({ type: 'spki', format: 'pem' });
      return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
    }
    const key: KeyObject = this.signing === 'own' ? this.keys.privateKey : this.foreign;
    return `${content}.${createSign('RSA-SHA256').update(content).sign(key).toString('base64url')}`;
  }
}

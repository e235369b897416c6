import { spawn } from 'node:child_process';
import { createServer as createHttp2Server } from 'node:http2';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { answer, options, serve } from './serve.mjs';

// This process and the server have a network of their own, so that no port can be taken; the bench reaches both
// through sockets in the file system.
const HANDLERS = 9080;
const ADMIN = 9070;
const NODE = 'bench';
const ingress = join(options.folder, NODE, 'ingress.sock');

const ended = new Set();
const chain = restate.service({
  name: 'chain',
  handlers: {
    run: async (ctx, { prompts }) => {
      const answers = [];
      for (const [index, prompt] of prompts.entries())
        answers.push(await ctx.run(`prompt#${index + 1}`, () => answer(prompt)));
      ended.add(ctx.request().id.toString());
      return answers;
    },
  },
});

const handlers = createHttp2Server(restate.createEndpointHandler({ services: [chain] }));
await new Promise((resolve) => handlers.listen(HANDLERS, '127.0.0.1', resolve));

const environment = {
  DO_NOT_TRACK: '1',
  RESTATE_BASE_DIR: options.folder,
  RESTATE_NODE_NAME: NODE,
  RESTATE_LISTEN_MODE: 'all',
  RESTATE_BIND_IP: '127.0.0.1',
  RESTATE_ADVERTISED_HOST: '127.0.0.1',
  RESTATE_LOG_FILTER: 'error,octocrab=off',
};
const program = `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;
const server = spawn(createRequire(import.meta.url).resolve(program), ['--no-logo'], {
  env: environment,
  stdio: ['ignore', 'ignore', 'inherit'],
});
server.once('error', (error) => fail(error.message));
server.once('exit', () => fail('restate-server has ended'));
for (const signal of ['SIGTERM', 'disconnect'])
  process.once(signal, () => {
    server.removeAllListeners('exit');
    server.once('exit', () => process.exit(0));
    server.kill('SIGTERM');
  });

function fail(message) {
  console.error(message);
  process.exit(1);
}

const post = (port, path, body) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        response.statusCode < 300 ? resolve() : reject(new Error(`${path}: ${text}`)),
      );
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });

async function register() {
  for (let tries = 0; ; tries += 1) {
    try {
      return await post(ADMIN, '/deployments', { uri: `http://127.0.0.1:${HANDLERS}` });
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(200);
    }
  }
}

await register();
serve({
  at: join(options.folder, 'done.sock'),
  startAt: { socket: ingress, path: '/chain/run/send' },
  done: async () => ended.size,
});

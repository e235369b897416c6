import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer as createHttp2Server } from 'node:http2';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { answer, options, serve } from './serve.mjs';

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
await new Promise((resolve) => handlers.listen(options.ports.handlers, '127.0.0.1', resolve));

const environment = {
  DO_NOT_TRACK: '1',
  RESTATE_BASE_DIR: options.folder,
  RESTATE_LISTEN_MODE: 'tcp',
  RESTATE_BIND_IP: '127.0.0.1',
  RESTATE_BIND_PORT: String(options.ports.node),
  RESTATE_ADMIN__BIND_PORT: String(options.ports.admin),
  RESTATE_INGRESS__BIND_PORT: String(options.ports.ingress),
  RESTATE_LOG_FILTER: 'error',
};
const programs = createRequire(import.meta.url);
const server = spawn(
  programs.resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`),
  ['--no-logo'],
  { env: environment, stdio: ['ignore', 'ignore', 'inherit'] },
);
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
        response.statusCode < 300 ? resolve(JSON.parse(text)) : reject(new Error(`${path}: ${text}`)),
      );
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });

async function register() {
  const uri = `http://127.0.0.1:${options.ports.handlers}`;
  for (let tries = 0; ; tries += 1) {
    try {
      return await post(options.ports.admin, '/deployments', { uri });
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(200);
    }
  }
}

await register();
serve({
  startUrl: `http://127.0.0.1:${options.ports.ingress}/chain/run/send`,
  done: async () => ended.size,
});

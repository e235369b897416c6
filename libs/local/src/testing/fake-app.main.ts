import { createServer } from 'node:http';

/** The least that counts as an app: says who it is, answers for its health, stops on a signal. */
if (process.env.FAKE_APP_FAILS && process.env.HEALTH_PORT) {
  console.error(process.env.FAKE_APP_FAILS);
  process.exit(1);
}
const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.end('OK');
});
server.listen(Number(process.env.HEALTH_PORT ?? process.env.PORT), '127.0.0.1', () => {
  console.log(`running as ${process.pid}`);
});
process.on('SIGTERM', () => {
  console.log('stopping');
  process.exit(0);
});

import { createServer } from 'node:http';

/** The least that counts as an app: says who it is and that it is ready, stops on a signal. */
if (process.env.FAKE_APP_FAILS && !process.env.PORT) {
  console.error(process.env.FAKE_APP_FAILS);
  process.exit(1);
}
const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.end('OK');
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`running as ${process.pid}`);
  process.send?.({ ready: true });
});
process.on('SIGTERM', () => {
  console.log('stopping');
  process.exit(0);
});

import { createRedisCommandExecutor, RedisServerState, Resp2Server } from 'js-redis-server/core';

/**
 * The embedded Redis as a program: one independent server for each port given, on loopback, in memory. No imports of
 * ours and nothing but erasable types, so that Node runs this file as it is.
 */
function serve(port: number): Promise<void> {
  const state = new RedisServerState({ databaseCount: 16 });
  const { server } = new Resp2Server({ server: state, executor: createRedisCommandExecutor() });
  // Answers are small and many: waiting to fill a packet costs 40 ms for each.
  server.on('connection', (socket) => socket.setNoDelay(true));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve();
    });
  });
}

const stop = () => process.exit(0);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
Promise.all(process.argv.slice(2).map((port) => serve(Number(port)))).then(
  () => console.log('ready'),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);

import { createServer } from 'node:http';

/**
 * The same small HTTP server for each peer: `POST /` starts one piece of work and is answered when it is accepted,
 * `GET /done` tells how many have ended. Tells the bench where that is: both are URLs, or a socket in the file system
 * and a path. `at`: listen on such a socket; `startAt`: the peer accepts work over HTTP itself, there.
 */
export function serve({ start, done, at, startAt }) {
  const server = createServer((request, response) => {
    const answer = request.method === 'POST' ? accept(request) : done().then((count) => [200, { count }]);
    answer.then(
      ([status, body]) => send(response, status, body),
      (error) => send(response, 500, { error: error.message }),
    );
  });
  const accept = async (request) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    return [201, { id: await start(JSON.parse(text)) }];
  };
  // Nobody is left to answer.
  process.once('disconnect', () => process.exit());
  server.listen(at ?? { port: 0, host: '127.0.0.1' }, () => {
    const here = at ? { socket: at } : { url: `http://127.0.0.1:${server.address().port}` };
    process.send({ start: startAt ?? { ...here, path: '/' }, done: { ...here, path: '/done' } });
  });
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
  response.end(text);
}

/** What every peer's steps do: nothing that takes time. */
export const answer = async (prompt) => ({ text: prompt });

/** What the bench hands over. */
export const options = JSON.parse(process.argv[2]);

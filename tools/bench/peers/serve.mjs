import { createServer } from 'node:http';

/**
 * The same small HTTP server for each peer: `POST /` starts one piece of work and is answered when it is accepted,
 * `GET /done` tells how many have ended. Tells the bench where it listens. A peer that accepts work over HTTP itself
 * names its own address instead.
 */
export function serve({ start, startUrl, done }) {
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
  server.listen(0, '127.0.0.1', () => {
    const url = `http://127.0.0.1:${server.address().port}`;
    process.send({ start: startUrl ?? `${url}/`, done: `${url}/done` });
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

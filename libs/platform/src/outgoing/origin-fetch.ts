import { ForbiddenError, LimitExceededError } from '../errors/domain.errors';

const MOST_HEADER_BYTES = 32 * 1024;
const HEADERS_MS = 600_000;

/** What a library calls in place of the global `fetch`. */
export interface OriginFetch {
  fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
  /** Ends all that is under way. */
  close(): Promise<void>;
}

/**
 * A `fetch` for a library that speaks to one server of the operator's, wherever that is: it reaches no other origin,
 * follows no redirect, and cuts an answer at `maxBytes`. Streams may be silent for as long as they like.
 */
export async function originFetch(origin: string, maxBytes: number): Promise<OriginFetch> {
  const { Agent, fetch } = await import('undici');
  const dispatcher = new Agent({
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    bodyTimeout: 0,
  });
  return {
    fetch: async (input, init = {}) => {
      const url = new URL(input);
      if (url.origin !== origin) throw new ForbiddenError(`${url.hostname} is another server`);
      // The types of the package and of the platform differ in name only.
      const request = { ...init, redirect: 'error', dispatcher } as Parameters<typeof fetch>[1];
      return bounded(await fetch(url, request), url.hostname, maxBytes);
    },
    close: () => dispatcher.destroy(),
  };
}

function bounded(response: Response, host: string, maxBytes: number): Response {
  const { status, statusText, headers } = response;
  let count = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count += chunk.byteLength;
      if (count <= maxBytes) controller.enqueue(chunk);
      else controller.error(new LimitExceededError(`the answer of ${host} is too large`, { reason: 'size' }));
    },
  });
  return new Response(response.body?.pipeThrough(counter), { status, statusText, headers });
}

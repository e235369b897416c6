const MOST_TRIES = 4;
const LONGEST_WAIT_SECONDS = 60;

export class ApiError extends Error {
  /** `reason` is for scripts, `problems` says in detail what is wrong. */
  constructor(status, message, { reason, problems = [] } = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.problems = problems;
  }
}

/** Answers the body, and the place from which a list that comes in pages goes on. Waits and reads again when it was too much at once. */
export async function request(url, init) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, { credentials: 'omit', ...init }).catch(() => {
      throw new ApiError(0, 'Muster cannot be reached.');
    });
    if (response.ok) return { body: await response.json(), next: response.headers.get('x-next-cursor') };
    if (response.status !== 429 || tries === MOST_TRIES || init.method) throw await failure(response);
    const seconds = Number(response.headers.get('retry-after')) || 1;
    await sleep(Math.min(seconds, LONGEST_WAIT_SECONDS) * 1_000);
  }
}

export const post = (url, body, init) =>
  request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });

/** As the API at hand words it. */
async function failure(response) {
  const { message, detail, details } = await response.json().catch(() => ({}));
  const said = [message, detail].find((text) => typeof text === 'string') ?? `error ${response.status}`;
  const problems = (details?.errors ?? []).map((error) => error.message);
  return new ApiError(response.status, said, { reason: details?.reason, problems });
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const TOKEN = 'muster.token';
const MOST_TRIES = 4;
const LONGEST_WAIT_SECONDS = 60;

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The documented APIs, asked with the caller's token, which lives as long as the tab and is in no address. */
export class Api {
  get signedIn() {
    return sessionStorage.getItem(TOKEN) !== null;
  }

  async signIn(credentials) {
    const headers = { 'content-type': 'application/json' };
    const { body } = await answer('/auth/login', {
      method: 'POST',
      headers,
      body: JSON.stringify(credentials),
    });
    sessionStorage.setItem(TOKEN, body.token);
  }

  /** Ends the session, too; whatever becomes of that, this tab knows nothing of it any more. */
  async signOut() {
    const headers = { authorization: `Bearer ${sessionStorage.getItem(TOKEN)}` };
    this.forget();
    await fetch('/api/v1/auth/logout', { method: 'POST', credentials: 'omit', headers }).catch(
      () => undefined,
    );
  }

  forget() {
    sessionStorage.removeItem(TOKEN);
  }

  async get(path, query = {}) {
    return (await this.list(path, query)).body;
  }

  /** With the place from which a list that comes in pages goes on. */
  async list(path, query = {}) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return answer(`${path}?${new URLSearchParams(query)}`, { headers });
  }
}

/** Waits and asks again when it was too much at once. */
async function answer(url, init) {
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

async function failure(response) {
  const { message } = await response.json().catch(() => ({}));
  return new ApiError(response.status, typeof message === 'string' ? message : `error ${response.status}`);
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

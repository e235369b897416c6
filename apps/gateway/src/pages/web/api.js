import { post, request } from './request.js';

const TOKEN = 'muster.token';

/** The documented APIs, asked with the caller's token, which lives as long as the tab and is in no address. */
export class Api {
  get signedIn() {
    return sessionStorage.getItem(TOKEN) !== null;
  }

  async signIn(credentials) {
    const { body } = await post('/auth/login', credentials);
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
    return request(`${path}?${new URLSearchParams(query)}`, { headers });
  }
}

import { byId } from './dom.js';

const SECOND_FACTOR = /mfa/i;

/** The form by which somebody says who they are. What is typed goes to the API and nowhere else. */
export class SignIn {
  #form = byId('sign-in');
  #button = byId('session');
  #api;

  constructor(api, onChange) {
    this.#api = api;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit(onChange);
    });
    this.#button.addEventListener('click', () => {
      if (!api.signedIn) return this.ask('Sign in to see what is yours.');
      api.signOut();
      return onChange();
    });
  }

  ask(why) {
    byId('sign-in-why').textContent = why;
    this.#button.hidden = true;
    this.#form.hidden = false;
    this.#form.elements.username.focus();
  }

  hide() {
    this.#button.textContent = this.#api.signedIn ? 'Sign out' : 'Sign in';
    this.#button.hidden = false;
    this.#form.hidden = true;
  }

  async #submit(onChange) {
    const wrong = byId('sign-in-wrong');
    wrong.textContent = '';
    const { username, password, totpCode } = Object.fromEntries(new FormData(this.#form));
    try {
      await this.#api.signIn({ username, password, ...(totpCode && { totpCode }) });
      this.#form.reset();
      onChange();
    } catch (error) {
      wrong.textContent = error.message;
      if (SECOND_FACTOR.test(error.message)) byId('totp').hidden = false;
    }
  }
}

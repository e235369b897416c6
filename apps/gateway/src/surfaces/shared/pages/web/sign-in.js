import { byId } from './dom.js';

const SECOND_FACTOR = /mfa/i;

/** The form by which somebody says who they are. What is typed goes to the API and nowhere else. */
export class SignIn {
  #form = byId('sign-in');

  constructor(api, { onSignedIn, onSignedOut }) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit(api, onSignedIn);
    });
    byId('sign-out').addEventListener('click', () => {
      api.signOut();
      onSignedOut();
    });
  }

  ask(why) {
    byId('sign-in-why').textContent = why;
    this.#form.hidden = false;
    this.#form.elements.username.focus();
  }

  hide() {
    this.#form.hidden = true;
  }

  async #submit(api, onSignedIn) {
    const wrong = byId('sign-in-wrong');
    wrong.textContent = '';
    const { username, password, totpCode } = Object.fromEntries(new FormData(this.#form));
    try {
      await api.signIn({ username, password, ...(totpCode && { totpCode }) });
      this.#form.reset();
      this.hide();
      onSignedIn();
    } catch (error) {
      wrong.textContent = error.message;
      if (SECOND_FACTOR.test(error.message)) byId('totp').hidden = false;
    }
  }
}

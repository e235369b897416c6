import { byId } from './dom.js';
import { onSubmit } from './forms.js';

const SECOND_FACTOR = /mfa/i;

/** The form by which somebody says who they are. What is typed goes to the API and nowhere else. */
export class SignIn {
  #form = byId('sign-in');
  #button = byId('session');
  #api;

  constructor(api, onChange) {
    this.#api = api;
    onSubmit(this.#form, (typed) => this.#submit(typed, onChange), fieldOf);
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

  async #submit({ username, password, totpCode }, onChange) {
    await this.#api.signIn({ username, password, ...(totpCode && { totpCode }) });
    onChange();
  }
}

function fieldOf({ message }) {
  if (!SECOND_FACTOR.test(message)) return 'password';
  byId('totp').hidden = false;
  return 'totpCode';
}

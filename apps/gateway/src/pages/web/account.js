import { byId } from './dom.js';
import { clear, onSubmit } from './forms.js';
import { post } from './request.js';

const AUTH = '/api/v1/auth';

const ANOTHER_LINK = { label: 'Send me another link', step: 'forgot-password' };

/** What can be done here, by the action that mails name. */
const STEPS = {
  'forgot-password': {
    title: 'A new password',
    why: 'A link by which you can choose one goes to the address of your account.',
    field: () => 'email',
    send: ({ email }) => post(`${AUTH}/password/forgot`, { email }),
    done: {
      title: 'Look into your mail',
      why: 'If there is an account with this address, a link is on its way. It holds for half an hour.',
    },
  },
  'reset-password': {
    title: 'Choose a new password',
    why: 'Whoever is signed in to your account will have to sign in again.',
    other: ANOTHER_LINK,
    field: ({ reason }) => (reason === 'link' ? 'token' : 'password'),
    send: ({ token, password }) => post(`${AUTH}/password/reset`, { token, new_password: password }),
    done: {
      title: 'Your password is set',
      why: 'You can sign in with it now. If a second factor is asked for, that is still the same.',
    },
  },
  'confirm-email': {
    title: 'Confirm your address',
    why: 'You show by it that you read what is sent there.',
    field: () => 'token',
    send: ({ token }) => post(`${AUTH}/email/verify`, { token }),
    done: { title: 'Your address is confirmed', why: 'There is nothing else to do here.' },
  },
};

const title = byId('title');
const other = byId('other');
let current;

function say({ title: heading, why }) {
  document.title = `${heading} · Muster`;
  title.textContent = heading;
  byId('why').textContent = why;
}

function open(name, token = '') {
  current = name;
  for (const form of document.forms) {
    clear(form);
    form.hidden = form.id !== name;
  }
  const step = STEPS[name];
  say(step);
  other.hidden = !step.other;
  other.textContent = step.other?.label ?? '';
  const form = byId(name);
  if (form.elements.token) setToken(form, token);
  form.querySelector('label:not([hidden]) input, [type=submit]').focus();
}

/** A token that came with the address is no business of anybody's eyes. */
function setToken(form, token) {
  form.elements.token.value = token;
  form.querySelector('.token').hidden = token !== '';
}

function finish({ done }) {
  for (const form of document.forms) form.hidden = true;
  other.hidden = true;
  say(done);
  title.focus();
}

/** What the address asks for. The token is in it no longer than it takes to read it. */
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const action = asked.get('action');
  const name = Object.hasOwn(STEPS, action ?? '') ? action : 'forgot-password';
  history.replaceState(null, '', `${location.pathname}#action=${name}`);
  open(name, asked.get('token') ?? '');
}

for (const [name, step] of Object.entries(STEPS)) {
  const form = byId(name);
  const fieldOf = (error) => {
    const field = step.field(error);
    // The one that came along is of no use: there may be a newer mail.
    if (field === 'token') setToken(form, '');
    return field;
  };
  onSubmit(
    form,
    async (typed) => {
      await step.send(typed);
      finish(step);
    },
    fieldOf,
  );
}
other.addEventListener('click', () => open(STEPS[current].other.step));
window.addEventListener('hashchange', follow);
follow();

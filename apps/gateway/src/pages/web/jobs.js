import { byId } from './dom.js';
import { onSubmit } from './forms.js';
import { post } from './request.js';

/** The cookie by which the job API knows its visitors comes and goes with these. */
const WITH_COOKIE = { credentials: 'same-origin' };

const form = byId('sign-in');

function say(heading, why, signedIn) {
  document.title = `${heading} · Muster`;
  byId('title').textContent = heading;
  byId('why').textContent = why;
  form.hidden = signedIn;
  byId('title').focus();
}

/** Where somebody came from, as far as that is here. */
function wayBack() {
  const wanted = new URLSearchParams(location.search).get('return_to') ?? '';
  if (wanted === '' || !URL.canParse(wanted, location.origin)) return undefined;
  const { origin, href } = new URL(wanted, location.origin);
  return origin === location.origin ? href : undefined;
}

async function signIn({ password }) {
  await post('/api/auth/login', { password }, WITH_COOKIE);
  const back = wayBack();
  if (back) location.replace(back);
  else say('You are signed in', 'For a day, in this browser, to the API of coding jobs.', true);
}

async function signOut() {
  await post('/api/auth/logout', {}, WITH_COOKIE).then(
    () => say('You are signed out', 'Nobody is signed in to coding jobs in this browser.', false),
    ({ message }) => say('You may still be signed in', message, false),
  );
}

onSubmit(form, signIn, () => 'password');
byId('sign-out').addEventListener('click', () => void signOut());
form.elements.password.focus();

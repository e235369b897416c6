import { element } from './dom.js';

/**
 * Has `work` done with what somebody typed into the form, once at a time. What is wrong with it is said in the form, and
 * the field it is about, by its name, gets the attention.
 */
export function onSubmit(form, work, fieldOf = () => undefined) {
  let busy = false;
  form.querySelector('.wrong').id = `${form.id}-wrong`;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    calm(form);
    try {
      await work(Object.fromEntries(new FormData(form)));
      clear(form);
    } catch (error) {
      if (error.status === undefined) throw error;
      complain(form, error, fieldOf(error));
    } finally {
      busy = false;
    }
  });
  const show = form.querySelector('.show');
  show?.addEventListener('change', () => hide(form, !show.checked));
}

/** Empty, as at first. */
export function clear(form) {
  form.reset();
  hide(form, true);
  calm(form);
}

function hide({ elements: { password } }, hidden) {
  if (password) password.type = hidden ? 'password' : 'text';
}

function calm(form) {
  form.querySelector('.wrong').replaceChildren();
  for (const field of form.querySelectorAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  }
}

function complain(form, { message, problems }, name) {
  const [lead] = message.split(':');
  const list = problems.map((problem) => element('li', {}, problem));
  form
    .querySelector('.wrong')
    .replaceChildren(
      ...(list.length > 0
        ? [element('p', {}, `${lead}:`), element('ul', {}, ...list)]
        : [element('p', {}, message)]),
    );
  const field = form.elements[name];
  if (!field) return;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', `${form.id}-wrong`);
  field.focus();
}

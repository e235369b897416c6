/** An element with attributes and children. Strings become text, whatever they hold. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

export const button = (text, attributes, onClick) => {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', onClick);
  return made;
};

const NUMBERS = new Intl.NumberFormat('en');

export const count = (number, noun) => `${NUMBERS.format(number)} ${noun}${number === 1 ? '' : 's'}`;

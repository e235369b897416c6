import { byId } from './dom.js';

const NAMES = ['outline', 'answer'];

/** Where the window is narrow, outline and answer lie over the text while they are open. */
export class Drawers {
  constructor() {
    for (const name of NAMES)
      byId(`${name}-button`).addEventListener('click', () => {
        this.#set(document.body.dataset.drawer === name ? undefined : name);
      });
    byId('main').addEventListener('pointerdown', () => this.close());
    document.addEventListener('keydown', ({ key }) => {
      const open = document.body.dataset.drawer;
      if (key !== 'Escape' || !open) return;
      this.close();
      byId(`${open}-button`).focus();
    });
  }

  close() {
    this.#set(undefined);
  }

  #set(open) {
    if (open) document.body.dataset.drawer = open;
    else delete document.body.dataset.drawer;
    for (const name of NAMES) byId(`${name}-button`).setAttribute('aria-expanded', String(name === open));
    if (open) byId(open).querySelector('a, button')?.focus();
  }
}

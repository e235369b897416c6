import { byId } from './dom.js';
import { Page } from './page.js';

const page = new Page();
const text = byId('text');

/** Highlights every piece of the chunk that the pointer is over. */
function hover({ target }) {
  const chunk = target.closest?.('[data-chunk]')?.dataset.chunk;
  for (const piece of text.querySelectorAll('.chunk.hovered'))
    if (piece.dataset.chunk !== chunk) piece.classList.remove('hovered');
  if (chunk === undefined) return;
  for (const piece of text.querySelectorAll(`[data-chunk="${chunk}"]`)) piece.classList.add('hovered');
}

function keyed(event) {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'n') page.step('next');
  if (event.key === 'p') page.step('previous');
}

let waiting = false;
function scrolled() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    page.follow();
  });
}

text.addEventListener('pointerover', hover);
text.addEventListener('pointerleave', hover);
text.addEventListener('click', ({ target }) => {
  const [number] = target.closest?.('mark.cite')?.dataset.cites.split(' ') ?? [];
  if (number !== undefined) void page.select(Number(number));
});
byId('chunks').addEventListener('change', ({ target }) => page.showChunks(target.checked));
document.addEventListener('keydown', keyed);
document.addEventListener('scroll', scrolled, { passive: true });
window.addEventListener('hashchange', () => void page.hashChanged());

void page.open();

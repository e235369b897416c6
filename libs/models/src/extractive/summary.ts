import { sentencesOf } from './text/sentences';
import { contentTerms } from './text/terms';
import { CONNECTORS } from './text/words.data';

/** Up to so many words a title is wanted, beyond them a description. */
const LONGEST_TITLE = 12;

const POLITENESS =
  /^(?:(?:please|kindly|hi|hello|hey|ok|okay|now|so|then|also)\b[\s,!.]*|(?:can|could|would|will) you (?:please )?|(?:i want|i need|i would like|i'd like|we need|we want) (?:you )?to |help me (?:to )?|tell me |let me know |your task is to )+/i;

/** A title or a description out of the text's own words. */
export function summarize(text: string, maxWords: number): string {
  return maxWords <= LONGEST_TITLE ? title(text, maxWords) : description(text, maxWords);
}

function title(text: string, maxWords: number): string {
  const first = (sentencesOf(text)[0]?.text ?? text).replace(/\[\[|\]\]/g, '');
  const plain = first.replace(/\s+/g, ' ').trim().replace(POLITENESS, '');
  const words = (plain === '' ? first.trim() : plain).split(' ').slice(0, maxWords);
  while (words.length > 1 && CONNECTORS.has(bare(words.at(-1)))) words.pop();
  const joined = words.join(' ').replace(/[\s.,;:!?–—-]+$/, '');
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

const bare = (word = ''): string => word.toLowerCase().replace(/[^\p{L}]/gu, '');

/** The sentences that share most with the rest of the text, in their order. */
function description(text: string, maxWords: number): string {
  const sentences = sentencesOf(text).filter(({ kind }) => kind !== 'heading');
  if (sentences.length === 0) return shorten(text, maxWords);
  const terms = sentences.map((sentence) => contentTerms(sentence.text));
  const counts = new Map<string, number>();
  for (const term of terms.flat()) counts.set(term, (counts.get(term) ?? 0) + 1);
  const ranked = sentences
    .map((sentence, index) => ({ sentence, index, worth: worthOf(terms[index] ?? [], counts, index) }))
    .sort((a, b) => b.worth - a.worth || a.index - b.index);
  const chosen: typeof ranked = [];
  let left = maxWords;
  for (const item of ranked) {
    const length = wordCount(item.sentence.text);
    if (length > left) continue;
    chosen.push(item);
    left -= length;
  }
  if (chosen.length === 0) return shorten(ranked[0]?.sentence.text ?? text, maxWords);
  return chosen
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence.text.replace(/\s+/g, ' '))
    .join(' ');
}

/** How often its words occur in the whole text; what stands first introduces, and counts for more. */
function worthOf(terms: string[], counts: Map<string, number>, index: number): number {
  if (terms.length < 3) return 0;
  const shared = terms.reduce((sum, term) => sum + (counts.get(term) ?? 0) - 1, 0);
  return (shared / Math.sqrt(terms.length)) * (index === 0 ? 1.5 : 1) + (index === 0 ? 0.5 : 0);
}

const wordCount = (text: string): number => text.trim().split(/\s+/).length;

function shorten(text: string, maxWords: number): string {
  const words = text.trim().split(/\s+/);
  return words.length <= maxWords ? words.join(' ') : `${words.slice(0, maxWords).join(' ')}…`;
}

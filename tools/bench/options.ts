import { parseArgs } from 'node:util';
import { SECTIONS, type SectionName } from './sections';

interface Options {
  only: SectionName[];
  quick: boolean;
}

const USAGE = `npm run bench -- [--only ${Object.keys(SECTIONS).join(',')}] [--quick]`;

/** Throws with the usage when an argument is none of ours. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const all = Object.keys(SECTIONS) as SectionName[];
  const named = values.only?.split(',') ?? all;
  const unknown = named.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; ${USAGE}`);
  return { only: all.filter((name) => named.includes(name)), quick: values.quick };
}

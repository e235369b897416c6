import type { TextRun } from './lines';
import { pageSections } from './page-text';

/** A run at a place, in letters of a size, half as wide as they are high. */
const run = (str: string, x: number, y: number, size = 10): TextRun => ({
  str,
  transform: [size, 0, 0, size, x, y],
  width: (str.length * size) / 2,
  dir: 'ltr',
});

const text = (...runs: TextRun[]): string =>
  pageSections(runs)
    .map((section) => section.text)
    .join('');

describe('pageSections', () => {
  it('joins the lines of a paragraph and parts paragraphs', () => {
    const page = text(
      run('This is the first line of it', 50, 700),
      run('and this line is the second.', 50, 688),
      run('Another paragraph.', 50, 650),
    );
    expect(page).toBe('This is the first line of it and this line is the second.\n\nAnother paragraph.');
  });

  it('puts a space where there is a gap between runs, and none where there is none', () => {
    expect(text(run('re', 50, 700), run('tri', 60, 700), run('eval', 75, 700), run('works', 98, 700))).toBe(
      'retrieval works',
    );
    expect(text(run('one', 50, 700), { ...run(' ', 65, 700), width: 1 }, run('two', 66, 700))).toBe(
      'one two',
    );
  });

  it('joins words parted at the end of a line, but leaves compounds alone that are written so elsewhere', () => {
    const page = text(
      run('A well-known way to do infor-', 50, 700),
      run('mation is the old and well-', 50, 688),
      run('known way, soft hy\u00ad', 50, 676),
      run('phens too.', 50, 664),
    );
    expect(page).toBe(
      'A well-known way to do information is the old and well-known way, soft\u0020hyphens too.',
    );
  });

  it('keeps items and short lines on lines of their own', () => {
    const page = text(
      run('• first item of the list', 50, 700),
      run('• second item', 50, 688),
      run('1. and a number that is long', 50, 676),
    );
    expect(page.split('\n')).toEqual([
      '• first item of the list',
      '• second item',
      '1. and a number that is long',
    ]);
  });

  it('keeps the order of columns, and the cells of a row together', () => {
    const left = [run('left one is first', 50, 700), run('left two is after', 50, 688)];
    const right = [run('right one comes then', 300, 700), run('right two is last', 300, 688)];
    expect(text(...left, ...right).replace(/\s+/g, ' ')).toBe(
      'left one is first left two is after right one comes then right two is last',
    );
    expect(text(run('name', 50, 700), run('size', 150, 700), run('age', 250, 700))).toBe('name\tsize\tage');
  });

  it('makes a table of rows whose cells stand beneath each other, wrapped cells whole', () => {
    const [section] = pageSections([
      ...[run('State', 50, 700), run('Meaning', 150, 700), run('Next', 350, 700)],
      ...[run('queued', 50, 680), run('Waits for a worker', 150, 680), run('running', 350, 680)],
      // Written cell by cell, the second with two lines.
      ...[run('waiting', 50, 660), run('For an approval, a timer', 150, 660), run('or budget', 150, 648)],
      run('queued, paused', 350, 660),
      ...[run('done', 50, 628), run('Over', 150, 628)],
      run('The text goes on here.', 50, 580),
    ]);
    const shown = section?.blocks.map(({ kind, start, end }) => [kind, section.text.slice(start, end)]);
    expect(shown).toEqual([
      [
        'table',
        'State\tMeaning\tNext\nqueued\tWaits for a worker\trunning\nwaiting\tFor an approval, a timer or budget\tqueued, paused\ndone\tOver\t',
      ],
      ['paragraph', 'The text goes on here.'],
    ]);
  });

  it('takes two columns of running text for no table', () => {
    const [section] = pageSections([
      ...[run('left one is first', 50, 700), run('left two is after', 50, 688)],
      ...[run('right one comes then', 300, 700), run('right two is last', 300, 688)],
    ]);
    expect(section?.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph']);
  });

  it('makes one list of items, and a heading of what the file names as one', () => {
    const known = new Map([['ourrules', 2]]);
    const sections = pageSections(
      [
        run('Our rules:', 50, 720),
        run('• Be kind to everybody here.', 50, 700),
        run('• Be there on time, always.', 50, 670),
        run('Text after it.', 50, 620),
      ],
      known,
    );
    expect(sections.flatMap(({ blocks }) => blocks.map(({ kind, level }) => [kind, level]))).toEqual([
      ['heading', 2],
      ['list', undefined],
      ['paragraph', undefined],
    ]);
  });

  it('reads one column after the other where a file writes across them', () => {
    const words = 'which goes on over the whole of its column and'.split(' ');
    const line = (side: string, n: number): string =>
      `${n % 3 ? 'and' : 'The'} ${side}${n} ${words.slice(0, 6).join(' ')}`;
    const rows = Array.from({ length: 8 }, (_, n) => [
      run(line('left', n), 50, 700 - n * 12),
      // The left column ends before the right one does.
      ...(n < 7 ? [run(line('right', n), 320, 700 - n * 12)] : []),
    ]).flat();
    const title = run('A title that stands above both of the columns of the page, across', 50, 740);
    const order = text(title, ...rows, run('The foot.', 50, 560)).match(/title|left\d|right\d|foot/g);
    const numbers = [0, 1, 2, 3, 4, 5, 6];
    expect(order).toEqual([
      'title',
      ...numbers.map((n) => `left${n}`),
      'left7',
      ...numbers.map((n) => `right${n}`),
      'foot',
    ]);
  });

  it('leaves the rows of a table of long cells alone', () => {
    const rows = Array.from({ length: 8 }, (_, n) => [
      run(`Item ${n} is described here at some length`, 50, 700 - n * 12),
      run(`What is said of item ${n} is as long as that`, 320, 700 - n * 12),
    ]).flat();
    const lines = text(...rows).split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[3]).toBe(
      'Item 3 is described here at some length\tWhat is said of item 3 is as long as that',
    );
  });

  it('takes no longer than a page of thousands of labels allows', () => {
    const labels = Array.from({ length: 4_000 }, (_, n) =>
      run(`x${n}`, (n * 7919) % 5_000, (n * 104_729) % 9_000),
    );
    expect(text(...labels).match(/x\d+/g)).toHaveLength(4_000);
  });

  it('puts what stands above first, even when it is written last', () => {
    const page = text(
      run('the foot of the page', 50, 30),
      run('its body', 50, 400),
      run('its head', 50, 780),
    );
    expect(page.split(/\n+/)).toEqual(['its head', 'its body', 'the foot of the page']);
  });

  it('begins a section at each heading, but not at a bullet, a footnote mark or small print', () => {
    const body = (y: number) => run('Running text that is as long as running text usually is.', 50, y);
    const sections = pageSections([
      run('Chapter', 50, 740, 20),
      body(700),
      body(688),
      run('Section', 50, 650, 14),
      run('•', 50, 630, 14),
      run('an item with a large bullet', 60, 630),
      body(610),
      run('small print '.repeat(8), 50, 30, 6),
    ]);
    expect(sections.map(({ heading, text: piece }) => [heading?.title, piece.slice(0, 7)])).toEqual([
      ['Chapter', 'Chapter'],
      ['Section', 'Section'],
    ]);
  });

  it('reads text that is turned by a quarter', () => {
    const turned = (str: string, x: number, y: number): TextRun => ({
      ...run(str, x, y),
      transform: [0, 10, -10, 0, x, y],
    });
    expect(text(turned('along', 100, 100), turned('the edge', 100, 130))).toBe('along the edge');
  });
});

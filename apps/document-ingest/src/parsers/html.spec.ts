import { blocksOf, extract, faults, joined } from '../testing/extraction';
import { itKeepsTheLaws, wordsOf } from '../testing/extraction-laws';
import { parseHtml } from './html';

const PAGE = `<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8"><title>Herons &amp;
 others</title>
<meta name="author" content="Ada Byron">
<style>p { color: red }</style>
<script>document.write("<p>never</p>");</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/b">Birds</a></li></ul></nav>
<h1>Her<i>ons</i> of
 Europe</h1>
<p>The grey&nbsp;heron&shy;ry is <b>tall</b>;<br>it fishes.
<p hidden>unseen</p>
<div style="margin:0; display: none">unseen</div><span aria-hidden="true">unseen</span>
<template><p>unseen</p></template><noscript>unseen</noscript>
<div>Text <div>within</div> text</div>
<img src="a.png" alt="A heron"><p><img alt="An icon"> before words</p>
<h2>Food</h2>
<ol start="3"><li>Fish<li><p>Frogs</p><p>and toads</p>
  <ul><li>green</li><li>brown<ol><li>deep</li></ol></li></ul>
<li value="9">Voles</ol>
after
<pre>
one
  two &lt;b&gt;

three</pre>
<dl><dt>Term<dd>What it means</dl>
<h3></h3>
<table><caption>Sizes</caption>
<tr><th>Bird<th colspan="2">Size</tr>
<tr><td rowspan="2">Heron<td>tall<td>1 <p>m</p></tr>
<tr><td>wide<td>2 m</tr>
<tr><td>Bittern<td><table><tr><td>nested<td>cells</table><td></tr>
</table>
<table><tr><td><h2>Laid out</h2><p>by a table</p></td><td>beside<ul><li>it</li></ul></td></tr></table>
<table><tr><td>only<td>one row</table>
<p>1 < 2 &copy; 3 &#x1F642; &bogus; end<footer>The end.</footer>
<!-- <p>unseen</p> --><svg><title>unseen</title><text>drawn</text></svg>
</body></html>`;

const BLOCKS = [
  ['list', '- Home\n- Birds'],
  ['heading1', 'Herons of Europe'],
  ['paragraph', 'The grey heronry is tall;\nit fishes.'],
  ['paragraph', 'Text'],
  ['paragraph', 'within'],
  ['paragraph', 'text'],
  ['image', 'A heron'],
  ['paragraph', 'An icon before words'],
  ['heading2', 'Food'],
  ['list', '3. Fish\n4. Frogs\n  and toads\n  - green\n  - brown\n    1. deep\n9. Voles'],
  ['paragraph', 'after'],
  ['code', 'one\n  two <b>\n\nthree'],
  ['paragraph', 'Term'],
  ['paragraph', 'What it means'],
  ['paragraph', 'Sizes'],
  ['table', 'Bird\tSize\nHeron\ttall\t1 m\n\twide\t2 m\nBittern\tnested cells'],
  ['heading2', 'Laid out'],
  ['paragraph', 'by a table'],
  ['paragraph', 'beside'],
  ['list', '- it'],
  ['table', 'only\tone row'],
  ['paragraph', '1 < 2 © 3 🙂 &bogus; end'],
  ['paragraph', 'The end.'],
  ['paragraph', 'drawn'],
];

const told = (parts: Awaited<ReturnType<typeof extract>>): string[][] =>
  blocksOf(parts).map(({ kind, level, text }) => [`${kind}${level ?? ''}`, text]);

const html = async (text: string): Promise<string[][]> => told(await extract(parseHtml, text));

describe('HTML', () => {
  itKeepsTheLaws(parseHtml, () => ({
    file: Buffer.from(PAGE),
    words: BLOCKS.flatMap(([, text]) => wordsOf(text ?? '')),
  }));

  it('is read as it is shown, block by block', async () => {
    const parts = await extract(parseHtml, PAGE);
    expect(told(parts)).toEqual(BLOCKS);
    expect(parts.map(({ headings }) => headings.join(' > '))).toEqual([
      '',
      'Herons of Europe',
      'Herons of Europe > Food',
      'Herons of Europe > Laid out',
    ]);
    expect(parts.flatMap(({ details }) => details ?? [])).toEqual([
      { title: 'Herons & others', author: 'Ada Byron' },
    ]);
  });

  it.each([
    [
      'as it says',
      Buffer.from('<meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2', 'latin1'),
      'Привет',
    ],
    [
      'as it says the old way',
      Buffer.from(
        '<meta http-equiv=Content-Type content="text/html; charset=shift_jis"><p>\x93\xfa\x96\x7b',
        'latin1',
      ),
      '日本',
    ],
    [
      'as XML says',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-2"?><html><p>\xb1</p></html>', 'latin1'),
      'ą',
    ],
    ['by its mark rather', Buffer.from('\ufeff<meta charset="latin1"><p>ą'), 'ą'],
    ['in 16 bits by their mark', Buffer.from('\ufeff<meta charset="latin1"><p>ą', 'utf16le'), 'ą'],
    ['in UTF-8 when it says nothing', Buffer.from('<p>ą'), 'ą'],
    ['in Latin-1 when it cannot be UTF-8', Buffer.from('<p>\xe9', 'latin1'), 'é'],
    ['in UTF-8 when it says what nobody knows', Buffer.from('<meta charset="klingon"><p>ą'), 'ą'],
  ])('is decoded %s', async (_, file, text) => {
    for (const pieceSize of [1, 1_000])
      expect(joined(await extract(parseHtml, file, { pieceSize }))).toBe(text);
  });

  it('may be XML, where every element may close itself', async () => {
    expect(
      await html(
        '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/><title/></head><body><p>one</p><div/><p><![CDATA[two & <three>]]></p></body></html>',
      ),
    ).toEqual([
      ['paragraph', 'one'],
      ['paragraph', 'two & <three>'],
    ]);
  });

  it('finds the headings, lists and code of a page that a table only arranges', async () => {
    expect(
      await html(
        '<table><tr><td>left</td><td><table><tr><td>a<td>b<tr><td>c<td>d</table><ul><li>x</ul><pre>p</pre></td></tr><tr><td>foot<br><br>note</table>',
      ),
    ).toEqual([
      ['paragraph', 'left'],
      ['table', 'a\tb\nc\td'],
      ['list', '- x'],
      ['code', 'p'],
      ['paragraph', 'foot'],
      ['paragraph', 'note'],
    ]);
  });

  it('keeps a list together around what interrupts it', async () => {
    expect(await html('<ul><li>a<h2>b</h2>c<pre>d</pre>e<li>f</ul>g')).toEqual([
      ['list', '- a'],
      ['heading2', 'b'],
      ['list', 'c'],
      ['code', 'd'],
      ['list', 'e\n- f'],
      ['paragraph', 'g'],
    ]);
  });

  it('does not let a heading that is never closed swallow the page', async () => {
    expect(
      await html('<h1>Title<p>one<h2>Next<ul><li>two</ul><h3>Last <table><tr><td>a<td>b</table>'),
    ).toEqual([
      ['heading1', 'Title'],
      ['paragraph', 'one'],
      ['heading2', 'Next'],
      ['list', '- two'],
      ['heading3', 'Last'],
      ['table', 'a\tb'],
    ]);
    const [[kind] = []] = await html(`<h1>${'endless '.repeat(1_000)}`);
    expect(kind).toBe('paragraph');
  });

  it.each([
    ['elements never closed', '<div><span>x '.repeat(200_000)],
    ['lists in lists', '<ul><li>x '.repeat(200_000)],
    ['tables in tables', '<table><tr><td>x '.repeat(200_000)],
    ['cells of one row', `<table><tr>${'<td>x '.repeat(200_000)}`],
    ['cells that span everything', `<table>${'<tr><td>x <td colspan=9999 rowspan=9999> y '.repeat(2_000)}`],
    ['a cell without end', `<table><tr><td>${'x<br> '.repeat(200_000)}`],
    ['hidden elements in hidden ones', '<template><p>'.repeat(200_000)],
    ['tags that end nothing', 'x </div></p></table></ul>'.repeat(100_000)],
    ['a tag without end', `x <a ${'b="c" '.repeat(200_000)}`],
    ['a comment without end', `x <!-- ${'--!x '.repeat(200_000)}`],
  ])('takes no longer than its length allows: %s', async (_, text) => {
    const parts = await extract(parseHtml, text);
    expect(faults(parts)).toEqual([]);
    const expected = text.split(/[<>\s]+/).filter((word) => word === 'x').length;
    const found = wordsOf(joined(parts)).filter((word) => word === 'x').length;
    expect(found).toBe(text.includes('<!--') ? 1 : expected);
  });
});

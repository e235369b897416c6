import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const FOLDER = resolve(__dirname, '..', '..', 'docs', 'samples');

/** A bundled document: its name and its bytes. */
export const sampleFile = async (name: string): Promise<[name: string, bytes: Uint8Array<ArrayBuffer>]> => [
  name,
  new Uint8Array(await readFile(resolve(FOLDER, name))),
];

/** Something of every kind, as people write it. */
export const SAMPLER = `# The greenhouse manual

What the *vents* do, with **bold words**, \`code\`, a [link](https://example.org) and 3 * 4 = 12.

## Lists

- first
- second
  goes on
  - nested one
  - nested two
    1. deeper
- third

4. four
5. five

## Tables

| Vent | Opens at | Price |
|------|:--------:|------:|
| T-40 | 82 % | 1,200.00 |
| T-50 \\| wide | \`70 %\` | 900 |

> Quoted
> twice

![A heron at the pond](heron.png)

***

\`\`\`js
const vents = 4; // <b>not bold</b>
if (vents > 3) open();
\`\`\`

Underlined
----------

The last word.
`;

export const CSV = `name;note;amount\nAnna;"says ""hi""; and more";12\nBob;"two\nlines";7,5\n`;

/** Everything in it would do harm in a page that took text for markup. */
export const HOSTILE = `# <img src=x onerror="window.harmed=1"> Title

<script>window.harmed = 1</script>

<img src="/pages/x/icon.svg" onload="window.harmed=1"><svg onload="window.harmed=1"></svg>

- <iframe srcdoc="<script>parent.harmed=1</script>"></iframe>
- [click](javascript:window.harmed=1) and [<b>x</b>](data:text/html,<script>harmed=1</script>)

| <b onmouseover="window.harmed=1">cell</b> | {{constructor.constructor('window.harmed=1')()}} |
|---|---|
| \${window.harmed=1} | <style>body{display:none}</style> |

![" onerror="window.harmed=1](javascript:window.harmed=1)

\`\`\`"><script>window.harmed=1</script>
</code></pre><script>window.harmed=1</script>
\`\`\`

<a href="javascript:window.harmed=1" class="reference" id="title">over</a> <form action="/auth/login"><input name="password"></form>
`;

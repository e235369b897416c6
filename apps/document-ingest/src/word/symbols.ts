const GREEK_CAPITALS = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ';
const GREEK = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ';

const SYMBOL: Record<number, string> = {
  0xa3: '≤',
  0xa5: '∞',
  0xae: '→',
  0xb0: '°',
  0xb1: '±',
  0xb3: '≥',
  0xb4: '×',
  0xb7: '•',
  0xb8: '÷',
  0xb9: '≠',
  0xbb: '≈',
  0xd6: '√',
  0xe5: '∑',
};

const WINGDINGS: Record<number, string> = {
  0x6f: '☐',
  0xa8: '☐',
  0xdf: '←',
  0xe0: '→',
  0xfb: '☒',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
};

/** Fonts of signs place them where other fonts have letters, in an area of their own. */
const PRIVATE = 0xf000;

/** The character that a sign of a font of signs stands for; empty when it is mere ornament. */
export function symbol(font: string, char: string): string {
  const code = parseInt(char, 16);
  const own = code >= PRIVATE && code <= PRIVATE + 0xff ? code - PRIVATE : code;
  if (/^wingdings/i.test(font)) return WINGDINGS[own] ?? '';
  if (/^symbol/i.test(font)) return SYMBOL[own] ?? greek(own) ?? '';
  return /^[0-9a-f]{2,4}$/i.test(char) ? String.fromCharCode(code).replace(/[\p{Co}\p{Cc}\p{Cs}]/u, '') : '';
}

function greek(code: number): string | undefined {
  const letter = String.fromCharCode(code);
  if (/[A-Z]/.test(letter)) return GREEK_CAPITALS[code - 0x41];
  if (/[a-z]/.test(letter)) return GREEK[code - 0x61];
  return /[0-9+().,=%]/.test(letter) ? letter : undefined;
}

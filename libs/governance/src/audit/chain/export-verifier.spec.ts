import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { ExportVerifier, type Verdict } from './export-verifier';
import { type ExportRecord, GENESIS, linkOf, type SignedHead } from './records';
import { keyIdOf, signHead, toPem } from './signatures';

type Entry = Extract<ExportRecord, { type: 'entry' }>;

const { privateKey: key } = generateKeyPairSync('ed25519');
const chain = randomUUID();
const created_at = '2026-01-31T12:00:00.000Z';

const content = (seq: number, change: Partial<Entry> = {}): Omit<Entry, 'type' | 'previous' | 'hash'> => ({
  chain,
  seq,
  id: randomUUID(),
  action: 'document.create',
  resource_type: 'document',
  resource_id: String(seq),
  actor_type: 'user',
  actor_id: randomUUID(),
  details: null,
  changes: { title: 'Résumé', tags: ['b', 'a'] },
  ip_address: null,
  user_agent: null,
  request_id: null,
  created_at,
  ...change,
});

/** Links these contents as the sealer would, with a checkpoint behind every third, and signs the end. */
function exported(contents: ReturnType<typeof content>[], signer: KeyObject = key): ExportRecord[] {
  const keys = [{ id: keyIdOf(signer), algorithm: 'Ed25519' as const, public_key: toPem(signer) }];
  const records: ExportRecord[] = [{ type: 'header', format: 1, chain, exported_at: created_at, keys }];
  let previous = GENESIS;
  for (const one of contents) {
    const hash = linkOf(one, previous);
    records.push({ type: 'entry', ...one, previous, hash });
    previous = hash;
    const head = { chain, seq: one.seq, hash, created_at };
    if (one.seq % 3 === 0) records.push({ type: 'checkpoint', ...signHead('checkpoint', head, signer) });
  }
  const head = { chain, seq: contents.length, hash: previous, created_at };
  return [...records, { type: 'end', ...signHead('end', head, signer) }];
}

const verify = (lines: (ExportRecord | string)[], trusted?: KeyObject[]): Verdict => {
  const verifier = new ExportVerifier(trusted);
  for (const line of lines) if (!verifier.take(typeof line === 'string' ? line : JSON.stringify(line))) break;
  return verifier.verdict();
};

const contents = Array.from({ length: 10 }, (_, index) => content(index + 1));
const good = exported(contents);
const isEntry = (record: ExportRecord, seq: number): boolean => record.type === 'entry' && record.seq === seq;
const without = (seq: number): ExportRecord[] => good.filter((record) => !isEntry(record, seq));
const entryOf = (seq: number): Entry => good.find((record) => isEntry(record, seq)) as Entry;
const before = (seq: number, record: ExportRecord, records = good): ExportRecord[] =>
  records.flatMap((one) => (isEntry(one, seq) ? [record, one] : [one]));
const replaced = (seq: number, change: Partial<Entry>): ExportRecord[] =>
  good.map((record) => (isEntry(record, seq) ? { ...record, ...(change as object) } : record));
const found = (lines: (ExportRecord | string)[], trusted?: KeyObject[]): string => {
  const { finding } = verify(lines, trusted);
  return finding ? `${finding.fault} ${finding.seq}` : 'none';
};

/** What somebody with the file, and the code, but without the key can do. */
const relinked = (change: (one: ReturnType<typeof content>) => ReturnType<typeof content>) => {
  let previous = GENESIS;
  return good.map((record) => {
    if (record.type !== 'entry') return record;
    const { type: _type, previous: _previous, hash: _hash, ...old } = record;
    const one = change(old);
    const hash = linkOf(one, previous);
    const linked: Entry = { type: 'entry', ...one, previous, hash };
    previous = hash;
    return linked;
  });
};

/** As the installation hands it out that has pruned what lies up to here, or as somebody would like it. */
function pruned(seq: number, change: Partial<SignedHead> = {}, signer: KeyObject = key): ExportRecord[] {
  const { hash } = entryOf(seq);
  const beginning = { ...signHead('beginning', { chain, seq, hash, created_at }, signer), ...change };
  return good.flatMap((record): ExportRecord[] => {
    if (record.type === 'header') return [{ ...record, format: 2 as const, beginning }];
    return 'seq' in record && record.type !== 'end' && record.seq <= seq ? [] : [record];
  });
}

describe('an export of a chain that was pruned', () => {
  it('holds, and says where it begins', () => {
    expect(verify(pruned(3), [createPublicKey(key)])).toMatchObject({
      entries: 7,
      lastSeq: 10,
      beginning: { seq: 4, prunedAt: created_at },
      finding: undefined,
    });
    expect(verify(pruned(10))).toMatchObject({ entries: 0, lastSeq: 10, finding: undefined });
  });

  it('does not hold without the word of the installation that it begins there', () => {
    const { privateKey: other } = generateKeyPairSync('ed25519');
    expect(found(pruned(3, {}, other), [createPublicKey(key)])).toBe('forged 1');
    expect(found(pruned(3, { seq: 2 }))).toBe('forged 1');
    expect(found(pruned(3, { chain: randomUUID() }))).toBe('forged 1');
    // A checkpoint says that the chain had come so far, and not that what lies before it may be missing.
    const checkpoint = good.find(({ type }) => type === 'checkpoint') as SignedHead;
    expect(found(pruned(3, checkpoint))).toBe('forged 1');
    const bare = pruned(3).map((record) => ({ ...record, beginning: undefined }) as ExportRecord);
    expect(found(bare)).toBe('removed 1');
  });

  it('names what was done to the rest as ever', () => {
    const rest = pruned(3);
    expect(found(rest.filter((record) => !isEntry(record, 4)))).toBe('removed 4');
    expect(found(rest.filter((record) => !isEntry(record, 6)))).toBe('removed 6');
    expect(found(before(4, entryOf(2), rest))).toBe('inserted 2');
  });

  it('holds under several keys, each of which signed its part', () => {
    const { privateKey: next } = generateKeyPairSync('ed25519');
    const end = good.at(-1) as SignedHead;
    const both = [...pruned(3).slice(0, -1), { type: 'end' as const, ...signHead('end', end, next) }];
    const keys = [key, next].map((one) => createPublicKey(one));
    expect(verify(both, keys)).toMatchObject({ keyIds: keys.map(keyIdOf), finding: undefined });
    expect(found(both, keys.slice(0, 1))).toBe('forged 10');
  });
});

describe('an export', () => {
  it('that nobody touched holds, under the key that is trusted', () => {
    expect(verify(good, [createPublicKey(key)])).toEqual({
      chain,
      entries: 10,
      lastSeq: 10,
      beginning: undefined,
      checkpoints: 3,
      keyIds: [keyIdOf(key)],
      signedAt: created_at,
      finding: undefined,
    });
  });

  it('holds in any order of the members of its objects, and when it is empty', () => {
    const shuffled = good.map(
      (record) => Object.fromEntries(Object.entries(record).reverse()) as unknown as ExportRecord,
    );
    expect(found(shuffled)).toBe('none');
    expect(found(exported([]))).toBe('none');
  });

  it.each([
    ['the action', { action: 'document.delete' }],
    ['the actor', { actor_id: randomUUID() }],
    ['the time', { created_at: '2026-01-31T12:00:00.001Z' }],
    ['what was changed', { changes: {} }],
    ['the link', { hash: GENESIS }],
    ['the link before', { previous: GENESIS }],
  ])('with another %s in an entry names it', (_, change) => {
    expect(found(replaced(5, change))).toBe('changed 5');
  });

  it.each([1, 4, 9])('names entry %d when it was removed', (seq) => {
    expect(found(without(seq))).toBe(`removed ${seq}`);
  });

  it('names the place of an entry that was moved', () => {
    expect(found(before(7, entryOf(5), without(5)))).toBe('reordered 5');
    expect(found(before(2, entryOf(5), without(5)))).toBe('reordered 2');
  });

  it('names an entry that was put in, whether or not it links well', () => {
    const forged = content(5, { action: 'user.delete' });
    const linking = { type: 'entry' as const, ...forged, previous: entryOf(5).previous };
    expect(found(before(5, { ...linking, hash: linkOf(forged, linking.previous) }))).toBe('inserted 5');
    expect(found(before(5, { ...linking, hash: GENESIS }))).toBe('inserted 5');
    expect(found(before(8, entryOf(2)))).toBe('inserted 2');
  });

  it('that was linked anew after a change contradicts the next signature', () => {
    const rewritten = relinked((one) => (one.seq === 5 ? { ...one, action: 'nothing.happened' } : one));
    expect(found(rewritten)).toBe('rewritten 4');
    expect(found(rewritten.filter(({ type }) => type !== 'checkpoint'))).toBe('rewritten 1');
  });

  it('that lacks its last entries is truncated, with or without the signatures after them', () => {
    const cut = (keep: number): ExportRecord[] =>
      good.filter((record) => record.type !== 'entry' || record.seq <= keep);
    expect(found(cut(8))).toBe('truncated 9');
    expect(found(cut(7))).toBe('truncated 8');
    expect(found(good.slice(0, -1))).toBe('truncated 11');
    expect(found(good.slice(0, 6))).toBe('truncated 5');
    expect(found([])).toBe('truncated 1');
    // A checkpoint is no end.
    const short = good.slice(0, 5);
    const head = good.find(({ type }) => type === 'checkpoint') as Extract<
      ExportRecord,
      { type: 'checkpoint' }
    >;
    expect(found([...short, { ...head, type: 'end' }])).toBe('forged 4');
  });

  it('that somebody else signed does not hold under the key that is trusted', () => {
    const { privateKey: other } = generateKeyPairSync('ed25519');
    const forged = exported(contents, other);
    expect(found(forged)).toBe('none');
    expect(found(forged, [createPublicKey(key)])).toBe('forged 1');
    const forgedHead = good.map((record) => (record.type === 'end' ? { ...record, seq: 9 } : record));
    expect(found(forgedHead)).toBe('forged 10');
  });

  it('with lines that are none, of another chain, or behind the end, names the place', () => {
    expect(found([...good.slice(0, 4), '{', ...good.slice(4)])).toBe('unreadable 4');
    expect(found(good.slice(1))).toBe('unreadable 1');
    expect(found([...good, entryOf(3)])).toBe('inserted 3');
    expect(found(replaced(6, { chain: randomUUID() }))).toBe('inserted 6');
  });
});

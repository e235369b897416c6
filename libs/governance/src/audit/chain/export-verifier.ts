import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type ExportHeader,
  type ExportRecord,
  GENESIS,
  type HeadKind,
  linkOf,
  type SignedHead,
} from './records';
import { isSignedBy, keyIdOf } from './signatures';

/**
 * `changed`: content or link of an entry; `removed`, `reordered`, `inserted`: its place; `rewritten`: everything from
 * some entry on was linked anew; `truncated`: the end is missing; `forged`: a signature does not hold;
 * `unreadable`: not a line of an export.
 */
export type Fault =
  'changed' | 'removed' | 'reordered' | 'inserted' | 'rewritten' | 'truncated' | 'forged' | 'unreadable';

export interface Finding {
  fault: Fault;
  /** Number of the first entry that is not what it was; of the first that may not be, where nobody can tell. */
  seq: number;
  /** Line of the file, from 1. */
  line: number;
  says: string;
}

export interface Verdict {
  chain?: string;
  entries: number;
  /** Number of the last entry. */
  lastSeq: number;
  /** What came before this entry was removed by the installation, at this time. */
  beginning?: { seq: number; prunedAt: string };
  checkpoints: number;
  /** Signed by these. */
  keyIds: string[];
  /** Until when the installation stands for it. */
  signedAt?: string;
  finding?: Finding;
}

type Entry = Extract<ExportRecord, { type: 'entry' }>;

/** Reads an export line by line, without the database and in constant memory, and says where it is broken first. */
export class ExportVerifier {
  private readonly pinned: Map<string, KeyObject> | undefined;
  private readonly keys = new Map<string, KeyObject>();
  private readonly used = new Set<string>();
  private chain?: string;
  private line = 0;
  private seq = 0;
  private hash = GENESIS;
  /** Number of the last entry that a signature vouches for. */
  private vouched = 0;
  private beginning?: { seq: number; prunedAt: string };
  private checkpoints = 0;
  private signedAt?: string;
  private ended = false;
  private finding?: Finding;
  /** What was expected where the fault was found: should it turn up later, the fault has another name. */
  private wanted?: number;

  /** Without `trusted` keys those of the file are believed: then only faults of people without the key are found. */
  constructor(trusted?: KeyObject[]) {
    this.pinned = trusted && new Map(trusted.map((key) => [keyIdOf(key), key]));
  }

  /** Takes the next line. False: the finding cannot change any more. */
  take(text: string): boolean {
    this.line += 1;
    if (text.trim() === '') return true;
    const record = parsed(text);
    if (this.finding) return record?.type === 'entry' ? this.explain(record) : true;
    if (!record) this.found('unreadable', this.seq + 1, 'is not a line of an export');
    else this.check(record);
    return this.finding === undefined || this.wanted !== undefined;
  }

  /** After the last line. */
  verdict(): Verdict {
    if (!this.finding && !this.ended)
      this.found('truncated', this.seq + 1, 'the end of the export is missing');
    const { chain, beginning, checkpoints, signedAt, finding, seq: lastSeq } = this;
    const entries = beginning ? lastSeq - beginning.seq + 1 : lastSeq;
    const keyIds = [...this.used];
    return { chain, entries, lastSeq, beginning, checkpoints, keyIds, signedAt, finding };
  }

  private check(record: ExportRecord): void {
    if (record.type === 'header') return this.header(record);
    if (this.chain === undefined) return this.found('unreadable', 1, 'stands before the header');
    if (record.chain !== this.chain)
      return this.found('inserted', record.seq, `belongs to another chain: ${record.chain}`);
    if (this.ended) return this.found('inserted', record.seq, 'stands behind the end');
    if (record.type === 'entry') this.entry(record);
    else this.head(record.type, record);
  }

  private header({ chain, keys, beginning }: ExportHeader): void {
    if (this.chain !== undefined) return this.found('inserted', this.seq + 1, 'is a second header');
    this.chain = chain;
    for (const { public_key } of keys) {
      const key = createPublicKey(public_key);
      this.keys.set(keyIdOf(key), key);
    }
    if (beginning) this.begin(beginning);
  }

  /** Only the word of the installation lets a chain begin anywhere but at its first entry. */
  private begin(head: SignedHead): void {
    const key = this.keyOf(head);
    if (head.chain !== this.chain || !key || !isSignedBy('beginning', head, key))
      return this.found('forged', 1, `nobody known signed that it begins after entry ${head.seq}`);
    this.beginning = { seq: head.seq + 1, prunedAt: head.created_at };
    this.used.add(head.key_id);
    this.seq = head.seq;
    this.hash = head.hash;
    this.vouched = head.seq;
  }

  private keyOf({ key_id }: SignedHead): KeyObject | undefined {
    return (this.pinned ?? this.keys).get(key_id);
  }

  private entry(entry: Entry): void {
    const { seq, previous, hash } = entry;
    const expected = this.seq + 1;
    if (seq > expected) {
      this.wanted = expected;
      return this.found('removed', expected, `entry ${seq} follows on entry ${this.seq}`);
    }
    if (seq < expected) return this.found('inserted', seq, `entry ${seq} is there twice, or out of order`);
    if (linkOf(entry, previous) !== hash || previous !== this.hash) {
      this.wanted = seq;
      const says = previous === this.hash ? 'does not match its hash' : 'does not follow on the entry before';
      return this.found('changed', seq, says);
    }
    this.seq = seq;
    this.hash = hash;
  }

  private head(kind: HeadKind, head: SignedHead): void {
    const key = this.keyOf(head);
    if (!key) return this.found('forged', this.vouched + 1, `signed with the unknown key ${head.key_id}`);
    if (!isSignedBy(kind, head, key))
      return this.found(
        'forged',
        this.vouched + 1,
        `the signature of the ${kind} at ${head.seq} does not hold`,
      );
    if (head.seq > this.seq) {
      this.wanted = this.seq + 1;
      return this.found('truncated', this.seq + 1, `the ${kind} vouches for entries up to ${head.seq}`);
    }
    if (head.seq < this.seq)
      return this.found(
        'inserted',
        head.seq + 1,
        `stands before the ${kind} that comes after entry ${head.seq}`,
      );
    if (head.hash !== this.hash)
      return this.found(
        'rewritten',
        this.vouched + 1,
        `entries up to ${head.seq} are not those that were signed`,
      );
    this.vouched = head.seq;
    this.signedAt = head.created_at;
    this.used.add(head.key_id);
    if (kind === 'end') this.ended = true;
    else this.checkpoints += 1;
  }

  /** What comes after the fault may tell what it really was. True: it still may. */
  private explain({ seq }: Entry): boolean {
    const { finding, wanted } = this;
    if (!finding || wanted === undefined) return false;
    if (seq !== wanted) {
      if (finding.fault === 'truncated') finding.fault = 'removed';
      return true;
    }
    finding.fault = finding.fault === 'changed' ? 'inserted' : 'reordered';
    finding.says += `, and entry ${seq} stands in line ${this.line}`;
    return false;
  }

  private found(fault: Fault, seq: number, says: string): void {
    this.finding = { fault, seq, line: this.line, says };
  }
}

const RECORDS: Record<ExportRecord['type'], Record<string, 'string' | 'number' | 'object'>> = {
  header: { chain: 'string', keys: 'object' },
  entry: { chain: 'string', seq: 'number', previous: 'string', hash: 'string', changes: 'object' },
  checkpoint: { chain: 'string', seq: 'number', hash: 'string', key_id: 'string', signature: 'string' },
  end: { chain: 'string', seq: 'number', hash: 'string', key_id: 'string', signature: 'string' },
};

function parsed(text: string): ExportRecord | undefined {
  try {
    const value = JSON.parse(text) as ExportRecord | null;
    const members = RECORDS[value?.type as ExportRecord['type']] as Record<string, string> | undefined;
    const fits =
      members &&
      Object.entries(members).every(([name, type]) => typeof Reflect.get(value as object, name) === type);
    return fits ? (value as ExportRecord) : undefined;
  } catch {
    return undefined;
  }
}

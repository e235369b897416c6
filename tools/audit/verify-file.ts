import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ExportVerifier, type Verdict } from '@muster/governance';
import type { VerifyArguments } from './arguments';

/** Reads the export as a stream: its size does not matter. Throws when a file cannot be read. */
export async function verifyFile({ file, keys }: VerifyArguments): Promise<{ whole: boolean; says: string }> {
  const verifier = new ExportVerifier(keys.length > 0 ? keys.flatMap(publicKeys) : undefined);
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (!verifier.take(line)) break;
  input.destroy();
  const verdict = verifier.verdict();
  return { whole: !verdict.finding, says: told(verdict, keys.length > 0) };
}

function publicKeys(file: string): KeyObject[] {
  const text = pemIn(readFileSync(file, 'utf8'));
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g);
  if (!blocks) throw new Error(`${file} holds no public key in PEM`);
  return blocks.map((block) => createPublicKey(block));
}

/** Also of the list of keys as the API answers it; an export, which brings keys of its own, is none. */
function pemIn(text: string): string {
  if (!text.startsWith('[')) return text;
  const answer = JSON.parse(text) as { public_key?: unknown }[];
  return answer.map(({ public_key: key }) => String(key)).join('\n');
}

function told(verdict: Verdict, pinned: boolean): string {
  const { chain, entries, lastSeq, beginning, checkpoints, keyIds, signedAt, finding } = verdict;
  const trust = pinned ? '' : ', taken from the export itself: trust it with --key';
  if (!finding)
    return [
      `whole: ${entries} entries of the chain ${chain}`,
      ...(beginning
        ? [`begins at entry ${beginning.seq}: those before were pruned, as signed at ${beginning.prunedAt}`]
        : []),
      `signed until entry ${lastSeq} at ${signedAt}, ${checkpoints} checkpoints`,
      `key ${keyIds.join(', ')}${trust}`,
    ].join('\n');
  const good = signedAt === undefined ? 'nothing before it is signed' : `signed before it: until ${signedAt}`;
  return `broken at entry ${finding.seq}: ${finding.fault} (line ${finding.line}: ${finding.says})\n${good}`;
}

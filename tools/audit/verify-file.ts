import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ExportVerifier, type Verdict } from '@muster/governance';
import type { VerifyArguments } from './arguments';

/** Reads the export as a stream: its size does not matter. Throws when a file cannot be read. */
export async function verifyFile({ file, key }: VerifyArguments): Promise<{ whole: boolean; says: string }> {
  const verifier = new ExportVerifier(key === undefined ? undefined : publicKeys(key));
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (!verifier.take(line)) break;
  input.destroy();
  const verdict = verifier.verdict();
  return { whole: !verdict.finding, says: told(verdict, key !== undefined) };
}

function publicKeys(file: string): KeyObject[] {
  const blocks = readFileSync(file, 'utf8').match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g);
  if (!blocks) throw new Error(`${file} holds no public key in PEM`);
  return blocks.map((block) => createPublicKey(block));
}

function told({ chain, entries, checkpoints, keyIds, signedAt, finding }: Verdict, pinned: boolean): string {
  const trust = pinned ? '' : ', taken from the export itself: trust it with --key';
  if (!finding)
    return [
      `whole: ${entries} entries of the chain ${chain}`,
      `signed until entry ${entries} at ${signedAt}, ${checkpoints} checkpoints`,
      `key ${keyIds.join(', ')}${trust}`,
    ].join('\n');
  const good = signedAt === undefined ? 'nothing before it is signed' : `signed before it: until ${signedAt}`;
  return `broken at entry ${finding.seq}: ${finding.fault} (line ${finding.line}: ${finding.says})\n${good}`;
}

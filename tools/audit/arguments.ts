import { parseArgs } from 'node:util';

export interface VerifyArguments {
  file: string;
  /** Files with the public keys that are trusted, PEM; none: those in the export. */
  keys: string[];
}

const USAGE = `usage: muster audit verify FILE [--key FILE]...

  FILE   what GET /api/v1/admin/audit/export answered; - reads standard input
  --key  public keys to trust, PEM, as GET /api/v1/admin/audit/key answers them; may be given
         several times, for the keys before and after a rotation; without it those in the export are believed, which whoever wrote it may have chosen`;

export function readArguments(args: string[]): VerifyArguments | { wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { key: { type: 'string', multiple: true } },
      allowPositionals: true,
    });
    const [verb, file, ...more] = positionals;
    if (verb !== 'verify' || file === undefined || more.length > 0) return { wrong: USAGE };
    return { file, keys: values.key ?? [] };
  } catch (error) {
    return { wrong: `${(error as Error).message}\n\n${USAGE}` };
  }
}

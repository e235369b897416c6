import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSettings, StringSetting } from '@muster/platform';

const USAGE =
  'npm run bench:retrieval -- [FOLDER of the Cranfield collection] [--only cranfield,million] [--embedder URL/MODEL] [--chunks N]';
const PARTS = ['cranfield', 'million'] as const;
type Part = (typeof PARTS)[number];

/** Read from the environment by the bench alone. */
class RetrievalBenchSettings {
  @StringSetting('CRANFIELD_DIR', { about: 'folder with the Cranfield collection, for the retrieval bench' })
  cranfieldDir?: string;
}

export interface RetrievalOptions {
  only: Part[];
  /** Undefined: there is none. */
  cranfield?: string;
  embedder?: { url: string; model: string };
  /** Of the synthetic collection. */
  chunks: number;
}

/** Throws with the usage when an argument is none of ours. */
export function readRetrievalOptions(args: string[], root: string): RetrievalOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      embedder: { type: 'string' },
      chunks: { type: 'string', default: '1000000' },
    },
  });
  const only = PARTS.filter((part) => values.only === undefined || values.only.split(',').includes(part));
  const chunks = Number(values.chunks);
  if (only.length === 0 || !(chunks > 0) || positionals.length > 1) throw new Error(USAGE);
  const given =
    positionals[0] ?? loadSettings<[RetrievalBenchSettings]>([RetrievalBenchSettings])[0].cranfieldDir;
  return {
    only,
    chunks,
    cranfield: given ?? besideOrAbove(root),
    ...(values.embedder && { embedder: embedderAt(values.embedder) }),
  };
}

/** `http://host:port/v1/name`: the last part is the model. */
function embedderAt(address: string): { url: string; model: string } {
  const at = address.lastIndexOf('/');
  return { url: address.slice(0, at), model: address.slice(at + 1) };
}

/** A folder `cranfield` here or in a folder above. */
function besideOrAbove(folder: string): string | undefined {
  const candidate = join(folder, 'cranfield');
  if (existsSync(candidate)) return candidate;
  const above = dirname(folder);
  return above === folder ? undefined : besideOrAbove(above);
}

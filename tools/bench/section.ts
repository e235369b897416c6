import type { Installation } from './product/installation';
import type { Row } from './report/row';

export interface Bench {
  installation: Installation;
  /** The folder of the clone. */
  root: string;
  /** Shorter and smaller: to see that it works, not to be quoted. */
  quick: boolean;
  say: (line: string) => void;
}

/** Measures one thing and answers its lines of the table. Throws when something breaks, not when it is slow. */
export type Section = (bench: Bench) => Promise<Row[]>;

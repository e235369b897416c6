import type { RunContext } from '../execution/run-context';

/** What callers need to know of a program to start it: the gateway has these, the runner adds the code. */
export interface ProgramContract<I = unknown> {
  readonly name: string;
  /** Raised when runs recorded by older code can no longer be continued. */
  readonly version: number;
  /** Whether callers may start it by name; otherwise a surface or another program does. */
  readonly isPublic: boolean;
  /** Checks and completes what callers send; throws `InvalidError` with the fields named. */
  parse(input: unknown): I;
}

/**
 * One way of running. `run` is ordinary async code; everything in it that touches the world goes through `ctx`.
 * It may be entered again at any time and then finds its recorded steps.
 */
export interface Program<I = unknown, O = unknown> extends ProgramContract<I> {
  run(ctx: RunContext, input: I): Promise<O>;
  /** Told once a run is over and has left this worker. A hint: after a crash nobody is told. */
  ended?(): void;
}

/** Gives a contract its code. */
export const implement = <I, O>(
  contract: ProgramContract<I>,
  run: (ctx: RunContext, input: I) => Promise<O>,
  ended?: () => void,
): Program<I, O> => ({ ...contract, run, ...(ended && { ended }) });

/** The programs a runner executes, by name. */
export class Programs {
  private readonly byName: Map<string, Program>;

  constructor(programs: Program[]) {
    this.byName = new Map(programs.map((program) => [program.name, program]));
  }

  get(name: string): Program | undefined {
    return this.byName.get(name);
  }
}

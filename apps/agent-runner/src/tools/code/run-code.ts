import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { CancelledError, ForbiddenError } from '@muster/platform';
import type { Tool, ToolCall, ToolResult } from '../tool';
import { CodeSettings } from './code.settings';
import { type Interpreter, type Language, LANGUAGES } from './languages';
import { type FoundSandbox, findSandbox, inPlace } from './sandbox/find-sandbox';
import type { SandboxRun } from './sandbox/sandbox';
import { Turnstile } from './turnstile';
import { WorkFiles } from './work-files';

const parameters = z.object({
  language: z.enum(LANGUAGES),
  source: z
    .string()
    .min(1)
    .max(200_000)
    .describe('the whole program; the files of the task lie in its folder'),
});
type Program = z.infer<typeof parameters>;

/** Runs of code at once in one process: they compute, where all else waits. */
const AT_ONCE = 2;

/** Runs a program in a sandbox. It reaches nothing but the files of its task, so doing it again is harmless. */
@Injectable()
export class RunCode implements Tool<Program>, OnModuleInit {
  readonly name = 'run_code';
  readonly category = 'code';
  readonly parameters = parameters;
  readonly membersOnly = true;
  /** The store takes the same version of a file once. */
  readonly effect = { idempotent: true };
  /** By administrators, whatever the machine can do. */
  forbidden = false;
  private readonly turnstile = new Turnstile(AT_ONCE);
  private found: FoundSandbox | { off: string } = { off: 'RUN_CODE is not on' };

  constructor(
    private readonly settings: CodeSettings,
    private readonly files: WorkFiles,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.runCode) this.found = await findSandbox(this.settings);
  }

  get off(): string | undefined {
    if (this.forbidden) return 'the setting security.sandbox_enabled is off';
    return 'off' in this.found ? this.found.off : undefined;
  }

  get description(): string {
    const languages = 'off' in this.found ? LANGUAGES : [...this.found.languages.keys()];
    return (
      `Run a program (${languages.join(', ')}) in a sandbox without network and get what it prints. ` +
      "It works in a folder with the task's files; what it writes there becomes a file of the task."
    );
  }

  async run({ language, source }: Program, call: ToolCall): Promise<ToolResult> {
    const { found, off } = this;
    if (off !== undefined || 'off' in found) throw new ForbiddenError(`run_code is off: ${off}`);
    const interpreter = found.languages.get(language);
    if (!interpreter)
      throw new ForbiddenError(`${language} does not work in the sandbox of this installation`);
    return this.turnstile.pass(() => this.perform(found, { language, source, interpreter }, call));
  }

  private perform(
    { sandbox }: FoundSandbox,
    { language, source, interpreter }: { language: Language; source: string; interpreter: Interpreter },
    call: ToolCall,
  ): Promise<ToolResult> {
    return inPlace(source, async (place) => {
      const { before, left } = await this.files.bring(call, place.work);
      const run = await sandbox.run(interpreter, place, call.signal);
      if (call.signal.aborted) throw new CancelledError();
      const written = await this.files.fetch(call, place.work, before);
      return toResult(language, run, { ...written, absent: left });
    });
  }
}

type Written = Awaited<ReturnType<WorkFiles['fetch']>> & { absent: string[] };

function toResult(language: Language, run: SandboxRun, { files, left, absent }: Written): ToolResult {
  const { stdout, stderr, exitCode, ended } = run;
  const details = {
    stdout: String(stdout),
    stderr: String(stderr),
    exitCode,
    ...(ended && { ended }),
    ...((stdout.isCut || stderr.isCut) && { cut: true }),
    files: files.map(({ filename, size }) => ({ filename, size })),
    ...(left.length > 0 && { notKept: left.slice(0, 100) }),
    ...(absent.length > 0 && { tooLargeToBring: absent.slice(0, 100) }),
  };
  if (exitCode === 0) return { summary: `Ran ${language}`, details, files };
  const why = ended ? `it was ended: ${ended}` : `exit code ${exitCode}`;
  return {
    status: 'FAILURE',
    summary: `${language}: ${why}`,
    error: `${why}\n${String(stderr).slice(-4_000)}`.trim(),
    details,
    files,
  };
}

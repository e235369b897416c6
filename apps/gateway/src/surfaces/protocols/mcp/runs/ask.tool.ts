import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { id } from '../catalog/fields';
import type { Citation } from '@muster/documents';
import { CancelledError, fromErrorRecord } from '@muster/platform';
import { AGENT, type Run, RunsService } from '@muster/runs';
import type { Feature, FeatureSource } from '../catalog/feature';
import { tool, type ToolCall } from '../catalog/tool';
import { CitationShape, toCitation, UnsupportedShape, withSources } from '../documents/citation.shape';
import { scopeOf } from './run-detail';
import { RunWatch } from './run-watch';

/** Then the run goes on alone, and the client looks after it with get_run. */
const PATIENCE_MS = 240_000;
const TITLE_LENGTH = 100;

const AnswerShape = z.object({
  run_id: id(),
  status: z
    .enum(['answered', 'waiting', 'running'])
    .describe('`waiting`: get_run tells for what; `running`: not done yet, ask get_run later'),
  answer: z.string().nullable(),
  citations: z.array(CitationShape).describe('Checked against the stored text'),
  unsupported: UnsupportedShape,
});

type Answer = z.infer<typeof AnswerShape>;

/** Runs from before statements were checked say nothing about them. */
interface AgentOutput {
  message: string | null;
  citations: Citation[];
  unsupported?: Answer['unsupported'];
}

/** One question, one run of the agent, one answer. */
@Injectable()
export class AskTool implements FeatureSource {
  constructor(
    private readonly runs: RunsService,
    private readonly watch: RunWatch,
  ) {}

  features(): Feature[] {
    return [this.ask()];
  }

  private ask() {
    return tool({
      name: 'ask_documents',
      title: 'Ask the documents',
      description:
        'Has an agent answer a question from the documents, with checked citations. Takes from a second to some minutes; tells ' +
        'its progress, and ends its run when it is cancelled.',
      permission: 'runs:write',
      effect: 'adds',
      audit: 'run.create',
      input: z.object({ question: z.string().trim().min(1).max(32_000) }),
      output: AnswerShape,
      run: ({ question }, call) => this.answer(question, call),
      text: ({ status, answer, citations, run_id: id }) =>
        status === 'answered' ? withSources(answer ?? '', citations) : `The run ${id} is ${status}.`,
    });
  }

  private async answer(question: string, { actor, signal, progress }: ToolCall): Promise<Answer> {
    const scope = scopeOf(actor);
    const started = await this.runs.start(actor, AGENT, {
      input: { request: question },
      title: question.slice(0, TITLE_LENGTH),
    });
    await this.watch.untilSettled(scope, started, { signal, timeoutMs: PATIENCE_MS, onStep: progress });
    if (signal.aborted) await this.runs.cancel(scope, started.id, 'the client cancelled its question');
    return toAnswer(await this.runs.get(scope, started.id));
  }
}

function toAnswer({ id, status, output, error }: Run): Answer {
  if (status === 'cancelled') throw new CancelledError('the run was cancelled');
  if (error) throw fromErrorRecord(error);
  if (status !== 'succeeded') {
    const state = status === 'waiting' || status === 'paused' ? 'waiting' : 'running';
    return { run_id: id, status: state, answer: null, citations: [], unsupported: [] };
  }
  const { message, citations, unsupported = [] } = output as AgentOutput;
  const told = { citations: citations.map(toCitation), unsupported };
  return { run_id: id, status: 'answered', answer: message, ...told };
}

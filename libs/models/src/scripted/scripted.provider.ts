import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError, UnavailableError } from '@muster/platform';
import type { ModelCall } from '../calls/model-call';
import { estimateTokens, inputLength } from '../calls/token-estimate';
import { act, say } from '../decisions/decision';
import { markedActions } from '../decisions/markers';
import { ModelSettings } from '../model.settings';
import type { Attempt, Provider, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { ProviderFailure } from '../remote/provider-failure';
import { Conversation, readConversation } from './conversation';
import { fillIn, ScenarioTurn, turnOf } from './scenario';
import { ScenarioStore } from './scenario-store';

/** A model that plays a scenario, or echoes. It says the same again whenever it is asked the same again. */
@Injectable()
export class ScriptedProvider implements Provider {
  readonly name = 'scripted';
  readonly remote = false;
  readonly defaultModel = 'echo';
  private readonly scenarios: ScenarioStore;

  constructor(settings: ModelSettings) {
    this.scenarios = new ScenarioStore(settings.scenarioDir);
  }

  async answer(request: ProviderRequest, attempt: Attempt): Promise<ProviderAnswer> {
    attempt.tries = 1;
    const conversation = readConversation(request.call);
    const turn =
      request.model === this.defaultModel
        ? echo(request.call, conversation)
        : await this.play(request, conversation);
    if (turn.delayMs) await pause(turn.delayMs, request.call.signal);
    if (turn.error) throw toError(turn.error);
    return speak(turn, request, conversation, attempt);
  }

  private async play({ model, call }: ProviderRequest, conversation: Conversation): Promise<ScenarioTurn> {
    const scenario = this.scenarios.known(model) ?? (await this.scenarios.load(model));
    return fillIn(turnOf(scenario, model, conversation, call.role ?? 'agent'), conversation);
  }
}

/** `[[action …]]` in the newest word is done, one after the other; otherwise the word comes back. */
function echo(call: ModelCall, { latest, sinceLatest }: Conversation): ScenarioTurn {
  const marked = markedActions(latest)[sinceLatest];
  if (call.tools && marked && marked.name in call.tools) {
    return { toolCalls: [{ name: marked.name, arguments: marked.parameters }] };
  }
  if (call.material?.kind === 'summary')
    return { text: firstWords(call.material.text, call.material.maxWords) };
  if (!call.schema && call.material?.kind !== 'decision') return { text: latest };
  return {
    object: marked
      ? act(marked.name, marked.parameters, 'The message names this action.')
      : say(latest, 'Nothing was asked for that the scripted model knows: it says the message back.'),
  };
}

const firstWords = (text: string, count: number): string =>
  text.trim().split(/\s+/).slice(0, count).join(' ');

function speak(
  turn: ScenarioTurn,
  request: ProviderRequest,
  conversation: Conversation,
  attempt: Attempt,
): ProviderAnswer {
  const object = turn.action ? decisionOf(turn, turn.action, request.model) : turn.object;
  const text = turn.text ?? (object === undefined ? '' : JSON.stringify(object));
  attempt.text = text;
  if (request.onText) for (const piece of text.match(/\S+\s*|\s+/g) ?? []) request.onText(piece);
  const toolCalls = (turn.toolCalls ?? []).map((toolCall, index) => ({
    id: `call_${conversation.turn}_${index}`,
    name: toolCall.name,
    arguments: toolCall.arguments ?? {},
  }));
  return {
    text,
    ...(object !== undefined && { object }),
    toolCalls,
    finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
    usage: usageOf(turn, text, request),
    estimated: turn.usage === undefined,
  };
}

const usageOf = ({ usage }: ScenarioTurn, text: string, { call, messages }: ProviderRequest) => ({
  inputTokens: usage?.inputTokens ?? estimateTokens(inputLength(call, messages)),
  cachedInputTokens: usage?.cachedInputTokens ?? 0,
  outputTokens: usage?.outputTokens ?? estimateTokens(text.length),
});

const decisionOf = (turn: ScenarioTurn, action: NonNullable<ScenarioTurn['action']>, scenario: string) => {
  const decision = act(action.name, action.parameters ?? {}, `Scenario ${scenario}.`);
  return { ...decision, is_final: turn.final ?? decision.is_final };
};

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw ProviderFailure.aborted();
  });
}

function toError({ code, message, reason, retryAfter }: NonNullable<ScenarioTurn['error']>): DomainError {
  const details = {
    ...(reason !== undefined && { reason }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
  return code === 'unavailable'
    ? new UnavailableError(message, details)
    : new DomainError(code, message, details);
}

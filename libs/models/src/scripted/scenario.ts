import { InvalidError } from '@muster/platform';
import type { ErrorCode } from '@muster/platform';
import type { ModelRole } from '../calls/model-call';
import type { Conversation } from './conversation';

/** When a turn is played; everything given must hold. */
interface TurnMatch {
  /** Regular expression on the newest word of the person, upper and lower case alike. */
  text?: string;
  /** Turns that the model has had before, counted from 0. */
  turn?: number;
  role?: ModelRole;
}

export interface ScenarioTurn {
  /** A string is short for `{ "text": … }`. */
  match?: string | TurnMatch;
  text?: string;
  object?: unknown;
  /** Short for the object that a step task wants. */
  action?: { name: string; parameters?: Record<string, unknown> };
  /** With `action`: it is expected to be the last. `output_message` is by itself. */
  final?: boolean;
  toolCalls?: { name: string; arguments?: unknown }[];
  delayMs?: number;
  usage?: { inputTokens?: number; cachedInputTokens?: number; outputTokens?: number };
  error?: { code: ErrorCode; message: string; reason?: string; retryAfter?: number };
}

/**
 * What a scripted model says. Turns with a `match` are looked at first, in order; without a match the turns that
 * have none are played one after the other, by the number of turns that the conversation has had. In every string
 * `{{request}}` and `{{latest}}` stand for the first and the newest word of the person.
 */
export interface Scenario {
  about?: string;
  turns: ScenarioTurn[];
}

export function turnOf(
  scenario: Scenario,
  name: string,
  conversation: Conversation,
  role: ModelRole,
): ScenarioTurn {
  const matched = scenario.turns.find(
    (turn) => turn.match !== undefined && fits(turn.match, conversation, role),
  );
  const plain = scenario.turns.filter((turn) => turn.match === undefined);
  const turn = matched ?? plain[conversation.turn];
  if (turn) return turn;
  throw new InvalidError(
    `scenario ${name} has no turn number ${conversation.turn} that fits (it has ${scenario.turns.length})`,
    undefined,
    'scenario_ended',
  );
}

function fits(match: string | TurnMatch, { latest, turn }: Conversation, role: ModelRole): boolean {
  const wanted = typeof match === 'string' ? { text: match } : match;
  if (wanted.turn !== undefined && wanted.turn !== turn) return false;
  if (wanted.role !== undefined && wanted.role !== role) return false;
  return wanted.text === undefined || new RegExp(wanted.text, 'i').test(latest);
}

/** Puts the words of the person into every string of `value`. */
export function fillIn<T>(value: T, conversation: Conversation): T {
  if (typeof value === 'string') {
    return value.replace(
      /\{\{(request|latest)\}\}/g,
      (_, key: 'request' | 'latest') => conversation[key],
    ) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => fillIn(item, conversation)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, conversation)]),
  ) as T;
}

const ANSWERS: (keyof ScenarioTurn)[] = ['text', 'object', 'action', 'toolCalls', 'error'];

/** Throws an `InvalidError` that names scenario and turn. */
export function checkScenario(name: string, value: unknown): Scenario {
  const { turns } = (value ?? {}) as Partial<Scenario>;
  if (!Array.isArray(turns) || turns.length === 0) throw broken(name, 'it needs a list "turns"');
  turns.forEach((turn: unknown, index) => checkTurn(name, turn, index));
  return value as Scenario;
}

function checkTurn(name: string, value: unknown, index: number): void {
  const turn = (value ?? {}) as ScenarioTurn;
  if (!ANSWERS.some((field) => turn[field] !== undefined)) {
    throw broken(name, `turn ${index} needs one of ${ANSWERS.join(', ')}`);
  }
  const pattern = typeof turn.match === 'string' ? turn.match : turn.match?.text;
  try {
    if (pattern !== undefined) new RegExp(pattern, 'i');
  } catch (error) {
    throw broken(name, `turn ${index}: ${(error as Error).message}`);
  }
}

const broken = (name: string, why: string): InvalidError => new InvalidError(`scenario ${name}: ${why}`);

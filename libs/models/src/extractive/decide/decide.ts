import type { DecisionMaterial, HistoryItem } from '../../calls/model-call';
import { Decision, say } from '../../decisions/decision';
import { answerFrom, EXTRACTIVE_NOTE } from '../answer';
import { passagesOf } from './details';
import { readIntents } from './intents';
import { Plan } from './plan';
import { report } from './report';

/** More actions than this were never part of one plan. */
const LONGEST_PLAN = 40;

/**
 * The next action of a step task, found without language: the message is read as instructions and questions, and
 * the plan that follows from it is walked as far as the history shows it to be done. The same facts give the same
 * action, so a repeated call is harmless.
 */
export function decide(material: DecisionMaterial): Decision {
  const { request, instruction, history } = material;
  const since = sinceLastAnswer(history);
  const message = instruction?.trim() ?? '';
  if (message !== '') return follow(material, message, since);
  if (history.length > 0 && since.length === 0) {
    return say('Everything asked for is done. What is the next question?', 'The last step was the answer.');
  }
  return walk(material, request, since) ?? goOn(since);
}

/** What happened after the last word to the person. */
function sinceLastAnswer(history: HistoryItem[]): HistoryItem[] {
  const last = history.findLastIndex(({ action }) => action === 'output_message');
  return history.slice(last + 1).slice(-LONGEST_PLAN);
}

/** The longest tail of the history that this very plan would have produced belongs to it. */
function follow(material: DecisionMaterial, message: string, history: HistoryItem[]): Decision {
  for (let from = 0; from < history.length; from += 1) {
    const decision = walk(material, message, history.slice(from));
    if (decision) return decision;
  }
  return walk(material, message, []) as Decision;
}

/** The step after `done`; undefined: the plan would not have come to `done`. Nothing done is always explained. */
function walk(material: DecisionMaterial, message: string, done: HistoryItem[]): Decision | undefined {
  const steps = new Plan(material, message).steps(readIntents(message));
  let step = steps.next();
  for (const item of done) {
    if (step.done || !isSame(step.value, item)) return undefined;
    step = steps.next(item);
  }
  return step.value;
}

/** What a tool filled in beside the planned parameters does not matter. */
const isSame = ({ action }: Decision, item: HistoryItem): boolean =>
  action.name === item.action &&
  Object.entries(action.parameters).every(
    ([name, value]) => JSON.stringify(item.parameters[name]) === JSON.stringify(value),
  );

/** "Keep going" after actions that the request does not explain: somebody else chose them, or an earlier message. */
function goOn(done: HistoryItem[]): Decision {
  const last = done.at(-1) as HistoryItem;
  const { query } = last.parameters;
  const passages = typeof query === 'string' ? passagesOf(last) : [];
  if (typeof query === 'string' && passages.length > 0) {
    return say(
      `${answerFrom(query, passages).text}\n\n${EXTRACTIVE_NOTE}`,
      'The last search has found passages.',
    );
  }
  return say(report(last), 'There is nothing more to do than to report the last action.');
}

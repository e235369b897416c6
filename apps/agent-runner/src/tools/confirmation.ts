/** What a person made of a draft: changed fields, or a refusal in their own words. */
export type Confirmation = { given: true; changes: Record<string, string> } | { given: false; said: string };

const YES =
  /^(?:y|yes|ok|okay|sure|confirm|confirmed|approve|approved|go ahead|do it|send|send it|run it|yes,? (?:please|send it|do it))$/i;

/**
 * Fields of the draft, changed or not, are a yes. A message is one when it says no more than that: whoever writes
 * anything else wants something else, and nothing is done.
 */
export function confirmationIn(answer: Record<string, string>, fields: readonly string[]): Confirmation {
  const words = Object.entries(answer).filter(([name]) => !fields.includes(name));
  const said = words.map(([, text]) => text.trim()).join('\n');
  if (words.length > 0 && !YES.test(said.replace(/[.!\s]+$/, ''))) return { given: false, said };
  return {
    given: true,
    changes: Object.fromEntries(Object.entries(answer).filter(([name]) => fields.includes(name))),
  };
}

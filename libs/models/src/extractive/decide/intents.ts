import { markedActions } from '../../decisions/markers';

/** One thing that a person wants done, in order. */
export type Intent =
  | { kind: 'action'; name: string; parameters: Record<string, unknown> }
  /** `body` undefined: what was found out before is written. */
  | { kind: 'write'; filename: string; body?: string }
  | { kind: 'summary'; target: string }
  | { kind: 'documents' }
  | { kind: 'greeting' }
  | { kind: 'question'; text: string };

const FILE = String.raw`(?:"[^"\n]+"|'[^'\n]+'|\x60[^\x60\n]+\x60|(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.[a-z][a-z0-9]{0,7})`;
const POLITE =
  /^(?:(?:please|kindly|now|then|also|next|first|second|third|finally|and|after that)\b[\s,:]*|(?:can|could|would|will) you (?:please )?|(?:i want|i need|i would like|i'd like) (?:you )?to |your task is to )+/i;
const IT =
  /^(?:it|this|that|them|these|(?:the|your|that) (?:answer|answers|result|results|findings?|summary|list|text|content)|what you (?:find|found)|everything)$/i;

type Rule = [pattern: RegExp, make: (groups: Record<string, string | undefined>) => Intent[]];

const rule = (source: string, make: Rule[1]): Rule => [new RegExp(`^(?:${source})[.!?]*$`, 'is'), make];

const action = (name: string, parameters: Record<string, unknown> = {}): Intent[] => [
  { kind: 'action', name, parameters },
];

/** First match wins. Each pattern must cover its whole clause: a question that only mentions a file stays one. */
const RULES: Rule[] = [
  rule(String.raw`(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening))(?: there)?`, () => [
    { kind: 'greeting' },
  ]),
  rule(
    String.raw`(?:list|show(?: me)?|display|what are|which|what)\s+(?:(?:all|the|my|of)\s+)*files?(?:\s+(?:are|is|do|in|there|here|i|you|we|have|available|the|this|my|task|workspace|folder))*`,
    () => action('list_files'),
  ),
  rule(
    String.raw`(?:list|show(?: me)?|display|what are|which|what)\s+(?:(?:all|the|my|of)\s+)*documents?(?:\s+(?:are|is|do|in|there|here|i|you|we|have|available|uploaded))*`,
    () => [{ kind: 'documents' }],
  ),
  rule(
    String.raw`(?:read|open|show(?: me)?|display|print|cat|view)\s+(?:the\s+)?(?:contents?\s+of\s+)?(?:the\s+)?(?:file\s+)?(?<file>${FILE})`,
    ({ file }) => action('read_file', { filename: unquote(file) }),
  ),
  rule(
    String.raw`what(?:'s| is) (?:written )?(?:in|inside) (?:the )?(?:file )?(?<file>${FILE})`,
    ({ file }) => action('read_file', { filename: unquote(file) }),
  ),
  rule(
    String.raw`(?:send|write) (?:an? )?(?:e-?mail|mail|message) to (?<to>\S+@\S+?),?(?: (?:with|about)(?: the)? subject:? (?<subject>"[^"]+"|.+?))?(?:,? (?:and )?(?:(?:with )?the (?:body|text)|saying|that says):? |: ?)(?<body>.+)`,
    ({ to, subject, body }) =>
      action('send_email', { to, subject: unquote(subject) || 'Message', body: unquote(body) }),
  ),
  rule(
    String.raw`(?:write|create|make|save|store)\s+(?:an?|the)?\s*(?:new\s+)?(?:text\s+)?(?:file\s+)?(?:called\s+|named\s+)?(?<file>${FILE})\s*(?:,?\s*(?:with|containing|that (?:says|contains)|saying|and write)\s+|:\s*)(?:the\s+)?(?:(?:content|contents|text|word|words)\b\s*:?\s*)?(?<body>.+)`,
    ({ file, body }) => write(file, body),
  ),
  rule(
    String.raw`(?:write|save|store|put|add|record)\s+(?<body>.+?)\s+(?:to|into|in|as)\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:text\s+)?(?:file\s+)?(?:called\s+|named\s+)?(?<file>${FILE})`,
    ({ file, body }) => write(file, body),
  ),
  rule(
    String.raw`(?:write|save|store|put)\s+(?<body>.+?)\s+(?:to|into|in)\s+an?\s+(?:new\s+)?\.?(?<type>txt|text|md|markdown)\s+file`,
    ({ type, body }) => write(/^m/i.test(type ?? '') ? 'output.md' : 'output.txt', body),
  ),
  rule(
    String.raw`(?:create|make|write)\s+(?:an?|the)\s+(?:new\s+)?(?:empty\s+)?(?:text\s+)?file\s+(?:called\s+|named\s+)?(?<file>${FILE})`,
    ({ file }) => [{ kind: 'write', filename: unquote(file), body: '' }],
  ),
  rule(String.raw`(?:fetch|get|show(?: me)?|read|open)\s+(?:the\s+)?chunk\s+(?<id>[\w-]{6,})`, ({ id }) =>
    action('fetch_chunk', { chunkId: id }),
  ),
  rule(String.raw`(?:search|google)\s+(?:the\s+)?(?:web|internet)\s+(?:for\s+)?(?<query>.+)`, ({ query }) =>
    action('search_web', { query }),
  ),
  rule(
    String.raw`(?:call|use|run)\s+(?:the\s+)?tool\s+(?<tool>[\w-]+\/[\w./-]*\w)(?:\s+with\s+(?<given>\{.*\}))?`,
    ({ tool, given }) => {
      const marked = markedActions(`[[call_tool ${tool} ${given ?? ''}]]`)[0];
      return marked ? action(marked.name, marked.parameters) : [];
    },
  ),
  rule(
    String.raw`(?:browse|open|visit|fetch|read)\s+(?:the\s+)?(?:page\s+)?(?:at\s+)?(?<url>https?:\S+?)`,
    ({ url }) => action('browse_page', { url }),
  ),
  rule(
    String.raw`(?:summari[sz]e|sum up|(?:give me |write |make )?an? (?:short |brief |quick )?(?:summary|overview) of)\s*(?<target>.*)`,
    ({ target }) => [{ kind: 'summary', target: target ?? '' }],
  ),
  rule(String.raw`what (?:is|are) (?<target>.+) about`, ({ target }) => [
    { kind: 'summary', target: target ?? '' },
  ]),
  rule(
    String.raw`(?:search|look|check)(?: (?:in|through))? (?:my |the |all )*documents? (?:for|about|on) (?<text>.+)`,
    ({ text }) => [{ kind: 'question', text: text ?? '' }],
  ),
  rule(String.raw`(?:say|echo|reply with|answer with|respond with)[:\s]+(?<message>.+)`, ({ message }) =>
    action('output_message', { message: unquote(message) }),
  ),
];

/** What a message asks for. Markers and plain English are understood; all else is a question. */
export function readIntents(message: string): Intent[] {
  const marked = markedActions(message);
  if (marked.length > 0) return marked.map((item) => ({ kind: 'action', ...item }));
  const intents = joinQuestions(clauses(message).flatMap(readClause));
  return intents.length > 0 ? intents : [{ kind: 'greeting' }];
}

/** Several sentences that ask are one question: the context of one is in the other. */
const joinQuestions = (intents: Intent[]): Intent[] =>
  intents.reduce<Intent[]>((joined, intent) => {
    const last = joined.at(-1);
    if (intent.kind !== 'question' || last?.kind !== 'question') return [...joined, intent];
    return [...joined.slice(0, -1), { kind: 'question', text: `${last.text} ${intent.text}` }];
  }, []);

const VERBS =
  'write|save|store|put|create|read|open|list|show|summari[sz]e|send|search|tell|say|find|answer|explain|give';

/** Patterns that try every space would need minutes for a page of them. */
const LONG_SPACE = /\s{20,}/g;

/** "Find X and save it to a.txt" is two things; a quotation is never taken apart. */
function clauses(message: string): string[] {
  const quotations: string[] = [];
  const kept = message
    .replace(LONG_SPACE, (run) => (run.includes('\n') ? '\n' : ' '))
    .replace(/"[^"]*"/g, (quotation) => `\uE000${quotations.push(quotation) - 1}\uE000`);
  return kept
    .split(
      new RegExp(
        String.raw`(?:\s*[;\n]\s*|[.?!]\s+(?=(?:then|after that|finally|${VERBS})\b)|,?\s+(?:and )?then\s+|,?\s+and\s+(?=(?:${VERBS})\b)|,\s+(?=(?:write|save|store)\b))`,
        'i',
      ),
    )
    .map((clause) => clause.replace(/^\s*(?:\d+[.)]|[-*•])\s+/, '').trim())
    .filter((clause) => /[\p{L}\p{N}\uE000]/u.test(clause))
    .map((clause) =>
      clause.replace(/\uE000(\d+)\uE000/g, (_, index: string) => quotations[Number(index)] ?? ''),
    );
}

function readClause(clause: string): Intent[] {
  const plain = clause.replace(POLITE, '');
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(plain);
    if (match) return make(match.groups ?? {});
  }
  return [{ kind: 'question', text: clause }];
}

function write(file: string | undefined, body = ''): Intent[] {
  const filename = unquote(file);
  const content = body.trim().replace(/^the (?:words?|text|sentence|string|line)\s+(?=["'\x60\w])/i, '');
  if (IT.test(content)) return [{ kind: 'write', filename }];
  const summary = /^an? (?:short |brief )?summary of (.+)$/i.exec(content)?.[1];
  if (summary)
    return [
      { kind: 'summary', target: summary },
      { kind: 'write', filename },
    ];
  const answer = /^the answer to (.+)$/i.exec(content)?.[1];
  if (answer)
    return [
      { kind: 'question', text: answer },
      { kind: 'write', filename },
    ];
  return [{ kind: 'write', filename, body: unquote(content) }];
}

const unquote = (text = ''): string => text.trim().replace(/^(["'\x60])([\s\S]*)\1$/, '$2');

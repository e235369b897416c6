import { placesIn } from './citations.js';

/**
 * What the address asks to be shown: exchanges of a question and an answer with citations, and whether more is to
 * come. The answer is null while there is none.
 */
export async function exchangesFor(api, { search, hash }, documentId) {
  const query = new URLSearchParams(search);
  const [task, run] = [query.get('task'), query.get('run')];
  const asked = { exchanges: [], pending: false };
  if (task) await addTask(api, task, asked);
  if (run) await addRun(api, run, asked);
  const citations = placesIn(hash, documentId);
  const known = asked.exchanges.flatMap((exchange) => exchange.citations);
  const further = citations.filter(
    (one) => !known.some(({ start, end }) => start === one.start && end === one.end),
  );
  if (further.length > 0) asked.exchanges.push({ question: null, answer: null, citations: further });
  return asked;
}

async function addTask(api, id, asked) {
  const path = `/api/tasks/${encodeURIComponent(id)}`;
  const [task, steps] = await Promise.all([api.get(path), api.get(`${path}/steps`)]);
  const phases = ['created', 'idle', 'running'];
  asked.pending ||= phases.includes(task.phase);
  let [question, found] = [task.request, []];
  for (const { input, result } of steps) {
    question = input ?? question;
    if (result.message === null) {
      found.push(...result.citations);
      continue;
    }
    asked.exchanges.push({
      question,
      answer: result.message,
      citations: result.citations,
      unsupported: result.unsupported,
    });
    if (found.length > 0) asked.exchanges.push({ question: null, answer: null, citations: found });
    found = [];
  }
  const answered = asked.exchanges.some(({ answer }) => answer !== null);
  if (!answered || found.length > 0)
    asked.exchanges.push({ question: answered ? null : question, answer: null, citations: found });
}

async function addRun(api, id, asked) {
  const { input, output, status, error } = await api.get(`/api/v1/runs/${encodeURIComponent(id)}`);
  const { message = error?.message, citations, unsupported } = output ?? {};
  asked.pending ||= ['queued', 'running', 'waiting', 'paused'].includes(status);
  asked.exchanges.push({
    question: textOf(input?.request),
    answer: textOf(message),
    citations: listOf(citations),
    unsupported: listOf(unsupported),
  });
}

/** Programs answer what they like; not all of them are agents. */
const textOf = (value) => (typeof value === 'string' ? value : null);
const listOf = (value) => (Array.isArray(value) ? value : []);

import { isEmail } from 'class-validator';
import { InvalidError } from '@muster/platform';

export interface MailInput {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  runId?: string;
}

const LONGEST_SUBJECT = 500;
const LONGEST_TEXT = 1_000_000;
/** Quoted local parts are legal, and read differently by different servers: a way to reach somebody else. */
const ADDRESS = { require_tld: false, blacklisted_chars: '"' };

/** Whether mail can be sent there. */
export const isMailAddress = (text: string): boolean => isEmail(text, ADDRESS);

/** Throws `InvalidError` naming every field that is wrong. What passes cannot break out of its header. */
export function checkMail({ to, subject, text }: MailInput): void {
  const problems = {
    to: isMailAddress(to) ? undefined : 'is not an e-mail address',
    subject: problemOfSubject(subject),
    text: problemOfText(text),
  };
  const fields = Object.entries(problems).flatMap(([field, why]) => (why ? [[field, why] as const] : []));
  if (fields.length > 0) throw new InvalidError('the mail cannot be sent', Object.fromEntries(fields));
}

function problemOfSubject(subject: string): string | undefined {
  if (subject.trim() === '') return 'is empty';
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) return 'must be a single line';
  return subject.length > LONGEST_SUBJECT ? `is longer than ${LONGEST_SUBJECT} characters` : undefined;
}

function problemOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'is not text';
  return text.length > LONGEST_TEXT ? `is longer than ${LONGEST_TEXT} characters` : undefined;
}

/**
 * queued: accepted, waits for its turn. sending: a process talks to the mail server and holds a lease. sent: the
 * server has taken it. failed: it will not be tried again; `error` says why.
 */
const MAIL_STATUSES = ['queued', 'sending', 'sent', 'failed'] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** Back to `queued`: the server could not take it now, or the process died. */
const TRANSITIONS: Record<MailStatus, readonly MailStatus[]> = {
  queued: ['sending'],
  sending: ['sent', 'queued', 'failed'],
  sent: [],
  failed: [],
};

/** The statuses from which `to` may be reached: the condition of every update that moves a mail there. */
export const statusesBefore = (to: MailStatus): MailStatus[] =>
  MAIL_STATUSES.filter((from) => TRANSITIONS[from].includes(to));

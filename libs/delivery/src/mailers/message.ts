import type { Letter } from './mailer';

/** What the library composes. The address goes in as an object: as text it would be parsed, and could become several. */
export const messageOf = ({ to, ...letter }: Letter, from: string) => ({
  ...letter,
  from,
  to: { name: '', address: to },
  xMailer: false as const,
  // Keeps holiday notices from answering.
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

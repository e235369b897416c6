/** RFC 5321: what may stand before the @. */
const LONGEST = 64;

/** The address that an agent signs with. Nothing is received there, and agents of like names have the same. */
export function addressOf({ id, name }: { id: string; name: string }, domain: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '');
  return `${slug || `agent-${id.slice(0, 8)}`}@${domain}`;
}

import { UUID } from '@muster/platform';

/** What a bearer of the plan surface says: an opaque token, and the organization to work in. */
export interface PlanBearer {
  token: string;
  /** Empty: none was chosen yet. Undefined: the bearer has no place for it. */
  orgId?: string;
}

const MAX_LENGTH = 4_096;

/** Reads base64 (of either alphabet) of `{token, orgId}`, or the bare token. Undefined: it is neither. */
export function planBearerOf(text: string): PlanBearer | undefined {
  if (UUID.test(text)) return { token: text.toLowerCase() };
  if (text.length > MAX_LENGTH || !/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const { token, orgId = '' } = jsonOf(Buffer.from(text, 'base64').toString('utf8'));
  if (typeof token !== 'string' || !UUID.test(token) || typeof orgId !== 'string') return undefined;
  return { token: token.toLowerCase(), orgId };
}

function jsonOf(text: string): { token?: unknown; orgId?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

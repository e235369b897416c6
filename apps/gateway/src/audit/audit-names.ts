import { isUUID } from 'class-validator';

/**
 * Which thing an action was about: of one that came to be its answer says it, of others the path. `params` are those
 * of the route, in order.
 */
export function resourceOf(
  action: string,
  params: Record<string, string | string[] | undefined>,
  value: unknown,
): string | undefined {
  const [noun, verb] = action.split('.') as [string, string];
  const answered = [idIn(value, `${noun}_id`), idIn(value, 'id'), idIn(memberOf(value, noun), 'id')];
  const inPath = [params[`${noun}_id`], params[`${noun}Id`], params.id, Object.values(params).at(-1)];
  const candidates = verb === 'create' ? [...answered, ...inPath] : [...inPath, ...answered];
  return candidates.find((one): one is string => typeof one === 'string' && one !== '');
}

/** Whom an answer with an access token lets in. The token is ours, and was made a moment ago. */
export function identified(value: unknown): { userId: string; orgId?: string } | undefined {
  const token = memberOf(value, 'access_token') ?? memberOf(value, 'token');
  const claims = typeof token === 'string' ? claimsOf(token) : undefined;
  const userId = idIn(claims, 'uid') ?? idIn(memberOf(value, 'user'), 'id') ?? idIn(value, 'userId');
  return isUUID(userId) ? { userId: userId as string, orgId: idIn(claims, 'org') } : undefined;
}

/** As whom somebody tried to come in. */
export function loginOf(body: unknown): string | undefined {
  const login = memberOf(body, 'email') ?? memberOf(body, 'username') ?? memberOf(body, 'client_id');
  return typeof login === 'string' ? login : undefined;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;

function idIn(value: unknown, name: string): string | undefined {
  const id = memberOf(value, name);
  return typeof id === 'string' ? id : undefined;
}

function claimsOf(token: string): unknown {
  const [, payload] = token.split('.');
  try {
    return payload === undefined ? undefined : JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
}

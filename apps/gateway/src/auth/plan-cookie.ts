import type { Request } from 'express';

/** The cookie that stands in for the Authorization header where a browser speaks to the plan surface. */
export const PLAN_COOKIE = 'authToken';

/** The credential in it; undefined: there is none. */
export function planCookieOf(request: Request): string | undefined {
  const value = cookieOf(request, PLAN_COOKIE);
  return value === undefined ? undefined : (/^bearer\s+(\S.*)$/i.exec(value.trim())?.[1] ?? '');
}

/** What a cookie says, quoted or percent-encoded as browsers and programs will have it. */
export function cookieOf({ headers }: Request, name: string): string | undefined {
  const pair = (headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  const value = pair?.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
  try {
    return value && decodeURIComponent(value);
  } catch {
    return value;
  }
}

import type { Request, Response } from 'express';
import { JOB_COOKIE } from '../../../auth/jobs/job-visitors';

const DAY_SECONDS = 86_400;

/**
 * Where anything says that the request came over HTTPS, the cookie never leaves by another way. Nobody has to be trusted
 * for that: whoever says so untruly gets a cookie that is of no use to them.
 */
export function setJobCookie(request: Request, response: Response, token: string): void {
  response.append('Set-Cookie', cookie(request, token, DAY_SECONDS));
}

export function clearJobCookie(request: Request, response: Response): void {
  response.append('Set-Cookie', cookie(request, '', 0));
}

/** Of several proxies the first one speaks of the browser. */
const isHttps = (protocols: string | string[] | undefined): boolean =>
  /^\s*https\s*(,|$)/i.test(String(protocols ?? ''));

function cookie({ secure, headers }: Request, value: string, seconds: number): string {
  const said = [headers.origin, headers.referer].some((page) => page?.startsWith('https://'));
  const proxied = isHttps(headers['x-forwarded-proto']) || /\bproto="?https\b/i.test(headers.forwarded ?? '');
  const encrypted = secure || said || proxied;
  const parts = [`${JOB_COOKIE}=${value}`, 'HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${seconds}`];
  return [...parts, ...(encrypted ? ['Secure'] : [])].join('; ');
}

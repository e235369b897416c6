import type { Request, Response } from 'express';
import { JOB_COOKIE } from '../../../auth/jobs/job-visitors';

const DAY_SECONDS = 86_400;

/** Over HTTPS, as the connection, a trusted proxy or the page itself says, the cookie never leaves by another way. */
export function setJobCookie(request: Request, response: Response, token: string): void {
  response.append('Set-Cookie', cookie(request, token, DAY_SECONDS));
}

export function clearJobCookie(request: Request, response: Response): void {
  response.append('Set-Cookie', cookie(request, '', 0));
}

function cookie({ secure, headers }: Request, value: string, seconds: number): string {
  const encrypted = secure || headers.origin?.startsWith('https://');
  const parts = [`${JOB_COOKIE}=${value}`, 'HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${seconds}`];
  return [...parts, ...(encrypted ? ['Secure'] : [])].join('; ');
}

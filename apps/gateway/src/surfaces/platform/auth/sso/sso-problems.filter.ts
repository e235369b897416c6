import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { DomainError, ErrorCode, ErrorContext } from '@muster/platform';
import { PageAnswers, type Problem } from '../../../../pages/page-answers';
import { PlatformFilter } from '../../platform.filter';

type Words = Pick<Problem, 'title' | 'advice'>;

const AGAIN = 'Go back to where you wanted to sign in, and begin anew.';
const ASK = 'If it happens again, ask an administrator of your organization.';

const BY_CODE: Partial<Record<ErrorCode, Words>> = {
  not_found: {
    title: 'There is no such way in',
    advice:
      'It may have been switched off. Look at the address, or ask an administrator of your organization.',
  },
  invalid: { title: 'This address leads nowhere', advice: AGAIN },
  limit_exceeded: { title: 'Too many attempts', advice: `Wait for a minute. ${AGAIN}` },
  forbidden: {
    title: 'You cannot come in',
    advice: 'An administrator of your organization can change that.',
  },
};

const BY_REASON: Record<string, Words> = {
  sso_state: { title: 'This sign-in is over', advice: 'Go back to where you wanted to sign in.' },
  sso_refused: { title: 'You were not signed in', advice: `${AGAIN} ${ASK}` },
  sso_unavailable: {
    title: 'Your identity provider cannot be used',
    advice: `Try again in a while. ${ASK}`,
  },
};

const OTHER: Words = { title: 'Something went wrong', advice: `Try again in a while. ${ASK}` };

/** People whom a browser brings here read a page; programs get what they get everywhere. */
@Injectable()
export class SsoProblemsFilter extends PlatformFilter {
  constructor(private readonly pages: PageAnswers) {
    super();
  }

  protected override write(
    response: Response,
    error: DomainError,
    context: ErrorContext,
    request: Request,
  ): void {
    if (request.accepts(['json', 'html']) !== 'html') super.write(response, error, context, request);
    else response.send(this.pages.problem(response, problemOf(error, context.requestId)));
  }
}

function problemOf({ code, message, details }: DomainError, reference: string): Problem {
  const words = BY_REASON[details.reason ?? ''] ?? BY_CODE[code] ?? OTHER;
  const wrong = Object.entries(details.fields ?? {}).map(([field, text]) => `${field} ${text}`);
  return { ...words, what: sentence(wrong.join(', ') || message), reference };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

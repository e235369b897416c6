import { Injectable } from '@nestjs/common';
import { OriginSettings } from '../auth/origin.settings';
import { LetterSettings } from './letter.settings';

/** The page that mails lead to. Never one that a request names: whoever sends it would get the token. */
@Injectable()
export class AccountPage {
  constructor(
    private readonly letters: LetterSettings,
    private readonly origin: OriginSettings,
  ) {}

  /** Where a token is taken; undefined: nobody has said where. It stands behind `#`, which no browser sends to a server. */
  linkFor(action: string, token: string): string | undefined {
    const page = this.letters.accountPage ?? this.own;
    return page && `${page}#action=${action}&token=${token}`;
  }

  /** Where a forgotten password begins; undefined: another page is in use, and may know no such thing. */
  get forgotten(): string | undefined {
    return this.letters.accountPage === undefined && this.own
      ? `${this.own}#action=forgot-password`
      : undefined;
  }

  private get own(): string | undefined {
    return this.origin.publicUrl && `${this.origin.publicUrl}/account`;
  }
}

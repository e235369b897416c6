import type { Happening, NoticeKind, NoticeLetter } from '@muster/identity';

/** What a notice is called and says. */
interface Notice {
  subject: string;
  text: string;
}

const SUBJECTS: Record<NoticeKind, string> = {
  password: 'The password of your Muster account was changed',
  email: 'The address of your Muster account was changed',
  mfa_on: 'A second factor for your Muster account',
  mfa_off: 'The second factor of your Muster account was switched off',
  backup_code: 'A backup code of your Muster account was used',
  api_key: 'A new API key of your Muster account',
  sign_in: 'A sign-in to your Muster account',
};

/** What to do if it was not them. */
interface Advice {
  first?: string;
  /** Whoever did it knows the password, or has a session. */
  newPassword?: true;
}

const ADVICE: Record<NoticeKind, Advice> = {
  password: { newPassword: true },
  email: { first: 'Whoever reads mail to the new address can choose a new password.' },
  mfa_on: { first: 'Without that factor you cannot sign in any more.' },
  mfa_off: { newPassword: true },
  backup_code: { first: 'Somebody knows your password, too.', newPassword: true },
  api_key: { first: 'Revoke the key: it outlives the password.', newPassword: true },
  sign_in: { newPassword: true },
};

/** Plain text, for people who know nothing of how it works inside. `page` is where a forgotten password begins. */
export function noticeOf(letter: NoticeLetter, page?: string): Notice {
  const { to, username, happening, at, ipAddress, last } = letter;
  const { kind } = happening;
  const isNewAddress = kind === 'email' && happening.before !== to;
  const lines = [
    ...whatHappened(username, happening, isNewAddress),
    '',
    `When: ${WHEN.format(at)} UTC`,
    ...(ipAddress ? [`From: ${ipAddress}`] : []),
    '',
    ...(isNewAddress
      ? ['If the account is not yours, you need not do anything.']
      : ['If it was not you:', ...whatToDo(ADVICE[kind], page)]),
    ...(last ? ['', 'Should it happen again within the hour, no further mail tells of it.'] : []),
    '',
  ];
  return { subject: SUBJECTS[kind], text: lines.join('\n') };
}

function whatHappened(username: string, happening: Happening, isNewAddress: boolean): string[] {
  switch (happening.kind) {
    case 'password':
      return [
        `The password of your account ${username} on Muster was changed. Whoever was signed in elsewhere has to sign in again.`,
      ];
    case 'email':
      return [
        isNewAddress
          ? `The account ${username} on Muster has this address from now on.`
          : `Your account ${username} on Muster has another address from now on: this is the last mail about it that comes here.`,
      ];
    case 'mfa_on':
      return [
        `Your account ${username} on Muster now asks for a second factor when you sign in. It has new backup codes.`,
      ];
    case 'mfa_off':
      return [
        `Your account ${username} on Muster asks for no second factor any more. Its backup codes are void.`,
      ];
    case 'backup_code':
      return [
        `A backup code was used in the place of the second factor of your account ${username} on Muster. ${left(happening.left)}`,
      ];
    case 'api_key':
      return [
        `An API key was made for your account ${username} on Muster.`,
        '',
        `Begins with: ${happening.keyPrefix}`,
        `May: ${happening.scopes.join(', ')}`,
      ];
    case 'sign_in':
      return [
        `Somebody signed in to your account ${username} on Muster, from an address that is new and after attempts that failed.`,
      ];
  }
}

function whatToDo({ first, newPassword }: Advice, page?: string): string[] {
  const choose = page
    ? `Choose a new password at once: ${page}`
    : 'Choose a new password at once, as if you had forgotten it: a link comes to this address.';
  return [...(first ? [first] : []), ...(newPassword ? [choose] : []), 'Tell your administrator.'];
}

const left = (codes: number): string =>
  codes === 0
    ? 'It was the last one.'
    : codes === 1
      ? 'One more is left.'
      : `${String(codes)} more are left.`;

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

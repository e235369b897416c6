/** From where somebody signs in, as far as it is known: for people to tell their sessions apart. */
export interface Client {
  readonly ipAddress?: string;
  readonly userAgent?: string;
  /** What it came with, good or not: the session of the same person that it belongs to ends with the new sign-in. */
  readonly credential?: string;
}

const MAX_LENGTH = 500;

/** What clients say of themselves, in a form that can be stored. */
export const columnsOf = ({ ipAddress, userAgent }: Client) => ({
  ipAddress: ipAddress ?? null,
  userAgent: userAgent?.replace(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, MAX_LENGTH) ?? null,
});

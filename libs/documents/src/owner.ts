/**
 * Whose documents: a user's own within an organization, or, with `userId` null, those of the organization's public
 * workspace. An `Actor` is one.
 */
export interface Owner {
  readonly orgId: string;
  readonly userId: string | null;
}

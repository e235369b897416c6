/** Whose workspaces: a user's own within an organization. An `Actor` is one. */
export interface WorkspaceOwner {
  readonly orgId: string;
  readonly userId: string;
}

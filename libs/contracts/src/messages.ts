/**
 * What is said over the Nest Redis transport. A hint may be lost: it only makes somebody look earlier.
 * The payloads are ids; whoever hears one reads the rows.
 */
export interface Hints {
  /** These runs have new events. */
  'events.appended': { orgIds: string[]; runIds: string[] };
  /** These runs left `running` on somebody's word: stop them where they are executed. */
  'runs.interrupted': { runIds: string[] };
  /** Tasks of agents have moved: there may be some to hand out, to begin, or to settle. */
  'tasks.moved': object;
  /** What is being read of this document is wanted no more: it was deleted, or has new content. */
  'documents.abandoned': { documentId: string };
  /** Cached facts about these users (password, roles and what they grant) are stale. */
  'identity.changed': { userIds: string[] };
  /** These sessions and API keys hold no more. */
  'credentials.ended': { ids: string[] };
  /** There is another key of access tokens, or one is gone. */
  'keys.changed': object;
  /** The security rules of the installation are others now. */
  'security.changed': object;
  /** Settings or address rules of the installation are others now. */
  'governance.changed': object;
  /** Something lies in Redis for whoever serves this exchange with an MCP client. */
  'mcp.posted': { address: string };
}

/** Questions with one answer and a deadline. */
export interface Questions {
  /** Re-executes the program over its recorded steps, without side effects. */
  'runs.replay': { ask: { runId: string }; answer: ReplayReport };
  /** The text of a stored file, as far as `maxChars` reaches. */
  'documents.text': {
    ask: { storageKey: string; contentType: string; size: number; maxChars: number };
    answer: { text: string; truncated: boolean };
  };
  /** Which actions there are. */
  'actions.list': { ask: object; answer: ActionInfo[] };
}

/** What is said of an action to models and clients. */
export interface ActionInfo {
  name: string;
  category: string;
  description: string;
  /** JSON Schema of its parameters. */
  parameters: Record<string, unknown>;
  /** Why this installation does not offer it, in half a line. Left out: it does. */
  off?: string;
}

/** What re-execution over recorded results showed. */
export interface ReplayReport {
  model_calls: number;
  /** Steps that were asked for and found recorded. */
  steps: number;
  identical: boolean;
  first_difference?: { step: string; reason: string };
}

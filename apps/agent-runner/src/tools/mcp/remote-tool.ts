/** A tool of a server, with nothing in it that must not be seen. */
export interface RemoteTool {
  /** `server/tool`. */
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  schema: Record<string, unknown>;
  /** By its own word: it changes nothing, or calling it twice is like calling it once. */
  repeatable: boolean;
  /** By its own word: it may destroy something. */
  destructive: boolean;
}

/** What came of a call, with nothing in it that must not be seen. */
export interface RemoteResult {
  failed: boolean;
  text: string;
  /** As the tool promises it by a schema of its own. */
  structured?: unknown;
  /** What is no text, as one line each: nothing of it is kept. */
  left: string[];
}

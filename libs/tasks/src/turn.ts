import type { Citation } from '@muster/documents';

export type TurnStatus = 'SUCCESS' | 'FAILURE' | 'AWAITING_INPUT' | 'IN_PROGRESS';

/** What the agent chose to do. */
export interface TurnAction {
  name: string;
  parameters: Record<string, unknown>;
  reasoning: string;
  /** The agent's own word that the task should be done with this. */
  final: boolean;
}

/** A statement that nothing in the documents backs: characters `start` to `end` of the message. */
export interface UnsupportedStatement {
  text: string;
  start: number;
  end: number;
}

export interface TurnResult {
  actionId: string;
  status: TurnStatus;
  /** The full result, any JSON. */
  details: unknown;
  /** One line for a person. */
  summary: string;
  /** For the agent, so that it can correct itself. */
  error: string | null;
  /** What is shown to the person; set by the answering and asking actions. */
  message: string | null;
  /** What is missing while AWAITING_INPUT, by field. */
  stateData: Record<string, string> | null;
  /** Checked against the stored text. */
  citations: Citation[];
  /** Of an answer from documents; absent in what was recorded before there was such a check. */
  unsupported?: UnsupportedStatement[];
}

/** A file as it was when the turn ended. */
export interface TurnFile {
  id: string;
  filename: string;
  contentType: string;
  size: number;
  metadata: Record<string, string>;
}

/** One step of a task: what was said, what the agent did, what came of it. */
export interface Turn {
  id: string;
  /** From 0, in the order of the task. */
  index: number;
  created: string;
  input: string | null;
  /** What a client sent along with the post and gets back unchanged. */
  additionalInput?: Record<string, unknown>;
  action: TurnAction;
  result: TurnResult;
  files: TurnFile[];
}

/** One request to go on, as it travels to the program. */
export interface Post {
  /** Becomes the id of the turn that it begins. */
  postId: string;
  message: string | null;
  stateData: Record<string, string> | null;
  context: Record<string, string> | null;
  additionalInput?: Record<string, unknown>;
  username: string;
  /** When it was accepted, ISO 8601: the task's clock, the same on every re-entry. */
  at: string;
}

/** The topic on which a task waits for its next post. */
export const POST_TOPIC = 'step';

/** The event that says how a post ended. */
export const TURN_EVENT = 'task.turn';

/** Its data: the turn's recorded step, or, when the model did not answer, why there is none. */
export interface TurnEvent {
  post_id: string;
  step?: string;
  unavailable?: string;
}

import type { ModelMessage } from 'ai';
import type { ModelCall } from '../calls/model-call';

/** Where a conversation stands, read from the call alone: a replay after a crash finds the same place. */
export interface Conversation {
  /** The newest word of the person. */
  latest: string;
  /** The first one. */
  request: string;
  /** Turns that the model has had. */
  turn: number;
  /** Of those, the ones since the newest word. */
  sinceLatest: number;
}

export function readConversation({ material, messages }: ModelCall): Conversation {
  if (material?.kind === 'decision') {
    const { request, instruction, history } = material;
    const instructed = instruction !== undefined && instruction.trim() !== '';
    return {
      latest: instructed ? instruction : request,
      request,
      turn: history.length,
      sinceLatest: instructed ? 0 : history.length,
    };
  }
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  const isTurn = ({ role }: ModelMessage) => role === 'assistant';
  return {
    latest: textOf(messages[lastUser]),
    request: textOf(messages.find(({ role }) => role === 'user')),
    turn: messages.filter(isTurn).length,
    sinceLatest: messages.slice(lastUser + 1).filter(isTurn).length,
  };
}

function textOf(message: ModelMessage | undefined): string {
  if (!message) return '';
  if (typeof message.content === 'string') return message.content;
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What a step task wants to hear: one action and whether it is expected to be the last. */
export interface Decision {
  reasoning: string;
  is_final: boolean;
  action: { name: string; parameters: Record<string, unknown> };
}

/** Parameters of the step tasks' actions, in the order in which they are written without names. */
export const ACTION_PARAMETERS: Record<string, readonly string[]> = {
  output_message: ['message'],
  ask_user: ['question'],
  read_file: ['filename'],
  write_file: ['filename', 'body'],
  list_files: [],
  rag_search: ['query'],
  fetch_chunk: ['chunkId'],
  fetch_document: ['documentId'],
  search_web: ['query'],
  browse_page: ['url'],
  send_email: ['to', 'subject', 'body'],
  call_tool: ['tool', 'arguments'],
  run_code: ['language', 'source'],
};

export const say = (message: string, reasoning: string): Decision => ({
  reasoning,
  is_final: true,
  action: { name: 'output_message', parameters: { message } },
});

export const act = (name: string, parameters: Record<string, unknown>, reasoning: string): Decision => ({
  reasoning,
  is_final: name === 'output_message',
  action: { name, parameters },
});

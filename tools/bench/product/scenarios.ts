/** How long a step of the slow scenarios takes. */
export const STEP_MS = 400;

const slow = <T extends object>(turn: T) => ({ ...turn, delayMs: STEP_MS });

/** What the scripted model plays in the kill section, by name. */
export const SCENARIOS = {
  'bench-chain': { turns: ['one', 'two', 'three'].map((text) => slow({ text })) },
  'bench-agent': {
    turns: [
      slow({ action: { name: 'write_file', parameters: { filename: 'note.txt', body: '{{request}}' } } }),
      slow({ action: { name: 'read_file', parameters: { filename: 'note.txt' } } }),
      slow({ action: { name: 'output_message', parameters: { message: 'Written and read.' } } }),
    ],
  },
};

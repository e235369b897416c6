import { z } from 'zod';
import { asksFirst, permits } from './restraints';
import type { Tool } from './tool';

const tool = (name: string, category: Tool['category'], more: Partial<Tool> = {}): Tool => ({
  ...{ name, category, description: name, parameters: z.object({}) },
  run: () => Promise.resolve({ summary: name }),
  ...more,
});

const TOOLS = [
  tool('output_message', 'core'),
  tool('read_file', 'filesystem'),
  tool('write_file', 'filesystem', { effect: { idempotent: true } }),
  tool('rag_search', 'rag'),
  tool('browse_page', 'web', { effect: { idempotent: true } }),
  tool('send_email', 'email', { prepare: () => Promise.resolve({ idempotent: true }) }),
];

const names = (which: (each: Tool) => boolean) => TOOLS.filter(which).map(({ name }) => name);

const free = { allowed: null, denied: [], readOnly: false };

describe('what an agent may do', () => {
  it('is everything where nothing was said', () => {
    expect(names(permits(free))).toHaveLength(TOOLS.length);
  });

  it('is what it was given by name or category, and to talk', () => {
    const allowed = ['filesystem', 'browse_page'];
    expect(names(permits({ ...free, allowed }))).toEqual([
      ...['output_message', 'read_file', 'write_file', 'browse_page'],
    ]);
  });

  it('is never what was forbidden', () => {
    const denied = ['web', 'write_file'];
    expect(names(permits({ ...free, allowed: ['web', 'filesystem'], denied }))).toEqual([
      ...['output_message', 'read_file'],
    ]);
  });

  it('changes nothing when it may only read', () => {
    expect(names(permits({ ...free, readOnly: true }))).toEqual([
      ...['output_message', 'read_file', 'rag_search'],
    ]);
  });
});

describe('when a person is asked first', () => {
  it.each([
    ['none', []],
    ['outward', ['browse_page', 'send_email']],
    ['changes', ['write_file', 'browse_page', 'send_email']],
  ] as const)('with supervision %s', (supervision, asked) => {
    expect(names(asksFirst(supervision))).toEqual(asked);
  });
});

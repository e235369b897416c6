import { HANDBOOK } from '../specs/handbook.data';
import { summarize } from './summary';

describe('summarize', () => {
  it.each([
    ['Please summarize the quarterly report for the board', 5, 'Summarize the quarterly report'],
    ['Can you tell me when the bridge was opened?', 5, 'When the bridge was opened'],
    ['I want you to find all invoices of 2024. Then list them.', 5, 'Find all invoices of 2024'],
    ['[[write_file out.txt Washington]]', 5, 'Write_file out.txt Washington'],
    ['opening hours', 5, 'Opening hours'],
    ['Thanks', 5, 'Thanks'],
    ['', 5, ''],
  ])('makes a title of %j', (text, words, expected) => {
    expect(summarize(text, words)).toBe(expected);
  });

  it('makes a description of whole sentences within the limit', () => {
    const description = summarize(HANDBOOK, 60);
    expect(description.split(/\s+/).length).toBeLessThanOrEqual(60);
    expect(description.split(/\s+/).length).toBeGreaterThan(20);
    expect(HANDBOOK.replace(/\s+/g, ' ')).toContain(description.split('. ')[0]);
    expect(description).toMatch(/[.!?]$/);
  });

  it('shortens a text without sentences to the limit', () => {
    expect(summarize(Array.from({ length: 80 }, (_, n) => `word${n}`).join(' '), 20).split(' ')).toHaveLength(
      20,
    );
  });
});

import { figure, type Row, verdict } from './row';

const HEADERS = ['what', 'goal', 'measured', 'peer or baseline', 'ratio', 'verdict'];

/** The rows as a Markdown table, aligned for the terminal. */
export function table(rows: Row[]): string {
  const lines = [HEADERS, ...rows.map(cells)];
  const widths = HEADERS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const drawn = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [drawn[0], rule, ...drawn.slice(1)].join('\n');
}

/** What the table has no room for, one line a row. */
export const notes = (rows: Row[]): string[] =>
  rows.flatMap(({ what, note }) => (note === undefined ? [] : [`${what}: ${note}`]));

function cells(row: Row): string[] {
  const { what, goal, measured, unit, baseline } = row;
  return [
    what,
    goal ? `${goal.at === 'least' ? '≥' : '≤'} ${figure(goal.value)} ${unit}` : '',
    measured === undefined ? '' : `${figure(measured)} ${unit}`,
    baseline ? `${baseline.name}: ${figure(baseline.value)} ${unit}` : '',
    baseline && measured !== undefined && baseline.value > 0 ? figure(measured / baseline.value) : '',
    verdict(row),
  ];
}

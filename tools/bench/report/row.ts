/** One line of the table. */
export interface Row {
  what: string;
  goal?: Goal;
  /** Undefined: not measured, and `note` says why. */
  measured?: number;
  unit: string;
  /** The figure it is compared with, from the same run. */
  baseline?: { name: string; value: number };
  note?: string;
}

export interface Goal {
  value: number;
  /** Whether the goal is a floor or a ceiling. */
  at: 'least' | 'most';
}

export const atLeast = (value: number): Goal => ({ value, at: 'least' });
export const atMost = (value: number): Goal => ({ value, at: 'most' });

/** `ok`, or by how much it is short; nothing where there is no goal or no figure. */
export function verdict({ goal, measured, unit }: Row): string {
  if (measured === undefined) return 'not measured';
  if (!goal) return '';
  const missing = goal.at === 'least' ? goal.value - measured : measured - goal.value;
  if (missing <= 0) return 'ok';
  const share = goal.value === 0 ? '' : ` (${Math.round((missing / goal.value) * 100)} %)`;
  return `short by ${figure(missing)} ${unit}${share}`;
}

/** Three significant digits, but never fewer than the whole part has. */
export function figure(value: number): string {
  const digits = [100, 10, 1].findIndex((least) => Math.abs(value) >= least);
  return Number(value.toFixed(digits < 0 ? 3 : digits)).toLocaleString('en-US');
}

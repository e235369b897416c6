/** The value below which `share` (0..1) of the values lie. NaN when there are none. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [lower, upper] = [Math.floor, Math.ceil].map(
    (round) => sorted[round((sorted.length - 1) / 2)] ?? NaN,
  );
  return ((lower ?? NaN) + (upper ?? NaN)) / 2;
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

import { isFinal, RUN_STATUSES, RunStatus, statusesBefore } from './run.status';

describe('run status table', () => {
  it('reaches every status from queued', () => {
    const reached = new Set<RunStatus>(['queued']);
    for (let grown = true; grown;) {
      const next = RUN_STATUSES.filter((to) => statusesBefore(to).some((from) => reached.has(from)));
      grown = next.some((status) => !reached.has(status));
      next.forEach((status) => reached.add(status));
    }
    expect([...reached].sort()).toEqual([...RUN_STATUSES].sort());
  });

  it('leaves a final status never again', () => {
    const finals = RUN_STATUSES.filter(isFinal);
    expect(finals).toEqual(['succeeded', 'failed', 'cancelled']);
    for (const to of RUN_STATUSES) expect(statusesBefore(to).some(isFinal)).toBe(false);
  });

  it('can cancel whatever is not final', () => {
    expect(statusesBefore('cancelled')).toEqual(RUN_STATUSES.filter((status) => !isFinal(status)));
  });
});

import {
  approved,
  edgeOf,
  heard,
  newcomer,
  REJECTED,
  type Standing,
  UNKNOWN_AGAIN,
  WORKER_STATUSES,
} from './worker.status';

const PENDING: Standing = { status: 'pending', isApproved: false };
const OFFLINE: Standing = { status: 'offline', isApproved: true };

describe('where a worker stands', () => {
  it('begins with waiting, where workers have to be approved, and with working elsewhere', () => {
    expect(newcomer(true)).toEqual(PENDING);
    expect(newcomer(false)).toEqual({ status: 'online', isApproved: true });
  });

  it('changes with an approval only where there was none', () => {
    expect(approved(PENDING).status).toBe('online');
    expect(approved(REJECTED).status).toBe('online');
    expect(approved(OFFLINE)).toBe(OFFLINE);
    expect(approved({ status: 'maintenance', isApproved: true }).status).toBe('maintenance');
  });

  it('is what an approved worker reports, and nothing that another one says', () => {
    expect(heard(OFFLINE, 'online').status).toBe('online');
    expect(heard({ status: 'maintenance', isApproved: true }, 'online').status).toBe('online');
    expect(heard(OFFLINE, 'error').status).toBe('error');
    expect(heard(PENDING, 'online')).toBe(PENDING);
    expect(heard(REJECTED, 'online')).toBe(REJECTED);
  });

  it('is told when a worker begins or ceases to work, and never otherwise', () => {
    const edges = WORKER_STATUSES.flatMap((from) =>
      WORKER_STATUSES.flatMap((to) => {
        const edge = edgeOf(from, to);
        return edge ? [`${from} > ${to}: ${edge}`] : [];
      }),
    );
    expect(edges).toEqual([
      'pending > online: worker.online',
      'online > pending: worker.offline',
      'online > offline: worker.offline',
      'online > error: worker.offline',
      'online > maintenance: worker.offline',
      'offline > online: worker.online',
      'error > online: worker.online',
      'maintenance > online: worker.online',
    ]);
    expect(UNKNOWN_AGAIN).toEqual(PENDING);
  });
});

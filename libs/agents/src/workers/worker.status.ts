export const WORKER_STATUSES = ['pending', 'online', 'offline', 'error', 'maintenance'] as const;
export type WorkerStatus = (typeof WORKER_STATUSES)[number];

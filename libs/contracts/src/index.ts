export { EXECUTE_RUNS, INGEST_DOCUMENT, type JobDefinition, SEND_MAIL } from './jobs';
export type { Hints, Questions, ReplayReport } from './messages';

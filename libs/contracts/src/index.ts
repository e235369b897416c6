export { EMBED_DOCUMENT, EXECUTE_RUNS, INGEST_DOCUMENT, type JobDefinition, SEND_MAIL } from './jobs';
export type { ActionInfo, Hints, Questions, ReplayReport } from './messages';
export { DOCUMENTED_OPERATIONS, type DocumentedOperation, type SurfaceId } from './surface';

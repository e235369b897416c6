export { testDatabase, type TestDatabase, testRedis } from './databases';
export { eventually } from './eventually';
export { wordVector } from './fake-model-server/embeddings';
export { FakeModelServer } from './fake-model-server/fake-model-server';
export type { FakeAnswer, FakeReply, FakeRequest } from './fake-model-server/fake-model.types';
export { S3Server } from './s3/s3-server';
export { MailServer, type MailServerManner, type ReceivedMail } from './smtp/mail-server';
export { startTestApp, type TestApp } from './test-app';
export { RUN_SOURCES, SourceProcess } from './source-process';

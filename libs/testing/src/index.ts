export { testDatabase, type TestDatabase, testRedis } from './databases';
export { eventually } from './eventually';
export { S3Server } from './s3/s3-server';
export { startTestApp, type TestApp } from './test-app';
export { RUN_SOURCES, SourceProcess } from './source-process';

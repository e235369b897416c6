export { testDatabase, type TestDatabase, testRedis } from './databases';
export { startTestApp, type TestApp } from './test-app';
export { eventually } from './eventually';
export { S3Server } from './s3/s3-server';

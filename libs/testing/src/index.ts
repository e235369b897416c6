export { testDatabase, type TestDatabase, testRedis } from './databases';
export { S3Server } from './s3/s3-server';

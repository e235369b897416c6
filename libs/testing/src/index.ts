export { testDatabase, type TestDatabase, testRedis } from './databases';

export { testDatabase, type TestDatabase, testRedis } from './databases';
export { eventually } from './eventually';

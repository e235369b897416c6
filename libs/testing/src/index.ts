export { testDatabase, type TestDatabase, testRedis } from './databases';
export { startTestApp, type TestApp } from './test-app';
export { eventually } from './eventually';

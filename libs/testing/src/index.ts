export { testDatabase, type TestDatabase, testRedis } from './databases';
export { wordVector } from './fake-model-server/embeddings';
export { FakeModelServer } from './fake-model-server/fake-model-server';
export type { FakeAnswer, FakeReply, FakeRequest } from './fake-model-server/fake-model.types';

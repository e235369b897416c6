import { addressOf } from './agent-address';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('the address of an agent', () => {
  it.each([
    ['Research Agent', 'research-agent'],
    ['  --Zoë & Søn 2 -- ', 'zoe-s-n-2'],
    ['x'.repeat(80), 'x'.repeat(64)],
    [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
    ['研究', 'agent-3fa85f64'],
  ])('of %s is made of what can stand in one', (name, local) => {
    expect(addressOf({ id: ID, name }, 'example.com')).toBe(`${local}@example.com`);
  });
});

import { confirmationIn } from './confirmation';

describe('an answer to a draft', () => {
  const read = (answer: Record<string, string>) => confirmationIn(answer, ['to', 'subject']);

  it('is a yes with what was changed', () => {
    expect(read({ to: 'b@example.com' })).toEqual({ given: true, changes: { to: 'b@example.com' } });
    expect(read({})).toEqual({ given: true, changes: {} });
  });

  it.each(['yes', 'Yes!', ' ok. ', 'Send it', 'yes, please', 'go ahead'])(
    'is a yes in words: %j',
    (message) => {
      expect(read({ message })).toEqual({ given: true, changes: {} });
    },
  );

  it.each([
    'no',
    'yes, but change the subject',
    'okay, who is that?',
    "don't send it",
    '',
    'send it to Bob instead',
  ])('is none: %j', (message) => {
    expect(read({ message })).toEqual({ given: false, said: message });
    expect(read({ message, to: 'b@example.com' })).toEqual({ given: false, said: message });
  });

  it('is none in fields that the draft does not have', () => {
    expect(read({ confirm: 'no' })).toEqual({ given: false, said: 'no' });
  });
});

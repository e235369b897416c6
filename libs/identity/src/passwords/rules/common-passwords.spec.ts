import { CommonPasswords } from './common-passwords';

describe('the passwords that many people have', () => {
  const common = new CommonPasswords();

  it.each(['password1', 'PassWord123', 'qwertyuiop', 'letmein123', '12345678', 'admin123', 'trustno1'])(
    'have %s among them',
    async (password) => {
      expect(await common.has(password)).toBe(true);
    },
  );

  it.each(['correct horse battery', 'Correct-Horse-7-Battery', 'password1 ', 'x', '', '\u{1f511}'.repeat(8)])(
    'do not have %j among them',
    async (password) => {
      expect(await common.has(password)).toBe(false);
    },
  );

  it('take no others for theirs', async () => {
    const random = Array.from({ length: 20_000 }, (_, index) => `a${(index * 7_919).toString(36)}-${index}`);
    const taken = await Promise.all(random.map((password) => common.has(password)));
    expect(taken.filter(Boolean)).toEqual([]);
  });
});

import { isForBrowsers, issuerProblem, sameIssuer } from './issuer-address';

describe('the address of an issuer', () => {
  it.each([
    'https://login.example',
    'https://login.example/',
    'https://login.example/realms/corp',
    'https://login.example:8443',
    'http://localhost:8080/realms/corp',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
  ])('may be %s', (address) => {
    expect(issuerProblem(address)).toBeUndefined();
  });

  it.each([
    'login.example',
    'http://login.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'ftp://login.example',
    'https://a:b@login.example',
    'https://login.example/?tenant=1',
    'https://login.example/?',
    'https://login.example/#x',
    'https://login.example/.well-known/openid-configuration',
    'https://login.example/a/.well-known/',
    ' https://login.example',
    'https://login.example\n',
  ])('is never %j', (address) => {
    expect(issuerProblem(address)).toEqual(expect.any(String));
  });

  it('is the same with and without a slash at the end, and with nothing else beside', () => {
    expect(sameIssuer('https://login.example', 'https://login.example/')).toBe(true);
    expect(sameIssuer('https://login.example/a', 'https://login.example/b')).toBe(false);
    expect(sameIssuer('https://login.example/a', 'https://login.example/A')).toBe(false);
    expect(sameIssuer('https://login.example', 'https://login.example.evil.example')).toBe(false);
  });

  it('leads browsers to the web, and to nothing else', () => {
    expect(isForBrowsers('https://login.example/authorize')).toBe(true);
    for (const address of [undefined, 'javascript:alert(1)', 'data:text/html,x', 'http://login.example'])
      expect(isForBrowsers(address)).toBe(false);
  });
});

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, SettingsError } from '@muster/platform';
import { McpSettings } from './mcp.settings';
import { resolved } from './references';
import { type McpServerConfig, readServers } from './server-config';

const read = (servers: unknown): McpServerConfig[] =>
  readServers(
    loadSettings([McpSettings], {
      MCP_SERVERS: typeof servers === 'string' ? servers : JSON.stringify(servers),
    })[0],
  );

describe('the list of servers', () => {
  it('may be empty', () => {
    expect(readServers(loadSettings([McpSettings], {})[0])).toEqual([]);
  });

  it('fills in what is left out', () => {
    expect(read({ files: { command: 'files' }, web: { url: 'https://mcp.example/' } })).toEqual([
      { name: 'files', command: 'files', args: [], env: {}, timeoutSeconds: 60 },
      { name: 'web', url: 'https://mcp.example/', headers: {}, timeoutSeconds: 60 },
    ]);
  });

  it('may be in a file, and in the form of desktop programs', () => {
    const path = join(tmpdir(), `muster-mcp-${process.pid}.json`);
    writeFileSync(path, JSON.stringify({ mcpServers: { files: { type: 'stdio', command: 'files' } } }));
    expect(readServers(loadSettings([McpSettings], { MCP_SERVERS_FILE: path })[0])).toMatchObject([
      { name: 'files' },
    ]);
    expect(() => readServers(loadSettings([McpSettings], { MCP_SERVERS_FILE: `${path}.none` })[0])).toThrow(
      /MCP_SERVERS_FILE: cannot be read \(ENOENT\)/,
    );
  });

  it.each<[unknown, RegExp]>([
    ['{', /MCP_SERVERS: must be a JSON object/],
    [[], /must be a JSON object/],
    [{ 'a/b': { command: 'x' } }, /a\/b: a name has/],
    [{ a: {} }, /a\.command: /],
    [{ a: { command: 'x', url: 'https://secret.example' } }, /a: .*command/],
    [{ a: { command: 'x', secretive: 'secret' } }, /a: .*secretive/],
    [{ a: { url: 'ftp://secret.example' } }, /a\.url: /],
    [{ a: { url: 'https://me:secret@mcp.example' } }, /a\.url: credentials belong into headers/],
    [{ a: { command: 'x', timeoutSeconds: 500 } }, /a\.timeoutSeconds: /],
    [
      { a: { command: 'x', env: { TOKEN: '${env:NOT_SET_ANYWHERE}' } } },
      /a: the variable NOT_SET_ANYWHERE is not set/,
    ],
  ])('stops the start, and repeats no value: %j', (servers, message) => {
    const error = (() => {
      try {
        return read(servers);
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect(error).toBeInstanceOf(SettingsError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('secret.example');
    expect((error as Error).message).not.toContain('me:secret');
  });
});

describe('credentials of servers', () => {
  const valuesOf = async (headers: Record<string, string>) => {
    const [config] = read({ web: { url: 'https://mcp.example/', headers } });
    return resolved(config as McpServerConfig);
  };

  it('are filled in from variables and files, and hidden in every form', async () => {
    const path = join(tmpdir(), `muster-key-${process.pid}`);
    writeFileSync(path, 'file-secret\n');
    process.env.A_TOKEN = 'env/secret"1';
    const { values, masks } = await valuesOf({
      Authorization: 'Bearer ${env:A_TOKEN}',
      'X-Plain': `v \${file:${path}}`,
    });
    delete process.env.A_TOKEN;
    expect(values).toEqual({ Authorization: 'Bearer env/secret"1', 'X-Plain': 'v file-secret' });
    const forms = [
      'env/secret"1',
      'env%2Fsecret%221',
      'env/secret\\"1',
      Buffer.from('env/secret"1').toString('base64'),
    ];
    for (const form of [...forms, 'file-secret']) expect(masks.text(`<${form}>`)).toBe('<[redacted]>');
    expect(masks.deep({ 'file-secret': ['a file-secret', 5, null] })).toEqual({
      '[redacted]': ['a [redacted]', 5, null],
    });
  });

  it('are recognized by their names where they are written out, and plain words are left alone', async () => {
    const { masks } = await valuesOf({
      'X-Api-Key': 'written-out',
      Authorization: 'Bearer written-too',
      Accept: 'application/json',
    });
    expect(masks.text('written-out and written-too, application/json')).toBe(
      '[redacted] and [redacted], application/json',
    );
  });

  it('that are missing are named by their reference', async () => {
    await expect(valuesOf({ 'X-Key': '${file:/no/such/file}' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'a credential of the server web is missing: file:/no/such/file',
    });
  });
});

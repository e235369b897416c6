import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { type SettingsClass, SettingsModule, settingsOf } from '@muster/platform';
import { settingsClasses } from '../../tools/all-settings';

const root = resolve(__dirname, '..', '..');
const folder = join(root, 'docker');

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /Dockerfile$|\.yaml$|env\.example$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));

const textOf = (wanted: string): string => files.find(({ path }) => path === wanted)?.text ?? '';

const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

const apps = readdirSync(join(root, 'apps'));
const manifests = files.filter(({ path }) => path.startsWith('kubernetes')).map(({ text }) => text);

/** What is set for others than us. */
const FOREIGN =
  /^(POSTGRES_(USER|DB|PASSWORD)|REDIS_PASSWORD|REDISCLI_AUTH|NODE_OPTIONS|MUSTER_(IMAGE|BIND|PORT|PACKAGES))$/;

/** What the image or the composition itself decides, what is a path within it, and what is tuned once in a blue moon. */
const NOT_PASSED = new Set([
  ...['NODE_ENV', 'PORT', 'EXTRA_PORTS', 'HOST', 'HEALTH_PORT', 'DATA_DIR', 'REDIS_PREFIX', 'JOBS_LOOPBACK'],
  ...[
    'S3_BUCKET',
    'S3_ENDPOINT',
    'S3_REGION',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
    'S3_FORCE_PATH_STYLE',
  ],
  ...[
    'MASTER_KEY_FILE',
    'MCP_SERVERS_FILE',
    'MODEL_CATALOG',
    'SCENARIO_DIR',
    'TESSDATA_PREFIX',
    'TESSERACT_PATH',
  ],
  ...['DATABASE_POOL', 'BODY_LIMIT_KB', 'KEEP_ALIVE_SECONDS', 'REQUEST_TIMEOUT_SECONDS', 'SLOW_REQUEST_MS'],
  ...['HEALTH_DEFAULT', 'MODEL_TIMEOUT_MS', 'MODEL_BREAKER_FAILURES', 'MODEL_BREAKER_COOLDOWN_MS'],
]);

const NAME = /^ +([A-Z][A-Z0-9_]+): /gm;

/** Names of the variables that compose gives a service, those of the blocks that it merges in included. */
function passedTo(service: string): string[] {
  const text = textOf('compose.yaml');
  const own = new RegExp(`^  ${service}:\\n((?:    .*\\n|\\n)+)`, 'm').exec(text)?.[1] ?? '';
  const merged = found(own, /[[ ]\*([a-z]+)[,\]\n]/g).filter((name) => name !== 'app');
  const blocks = merged.map(
    (name) => new RegExp(`&${name}\\n((?: +.*\\n)+?)(?=\\n|  \\w+_on)`).exec(text)?.[1] ?? '',
  );
  return [own, ...blocks].flatMap((block) => found(block, NAME));
}

/** Names of the variables that an app reads. */
function readBy(app: string): string[] {
  const { AppModule } = jest.requireActual<{ AppModule: object }>(
    join(root, 'apps', app, 'src', 'app.module'),
  );
  const imports = Reflect.getMetadata('imports', AppModule) as (object | DynamicModule)[];
  const settings = imports.find((one) => 'module' in one && one.module === SettingsModule) as DynamicModule;
  return (settings.exports as SettingsClass[]).flatMap(settingsOf).map(({ env }) => env);
}

describe('the deployment files', () => {
  it.each(
    files.flatMap(({ path, text }) => found(text, /(dist\/[\w./-]+\.js)/g).map((entry) => [path, entry])),
  )('%s starts %s, which is built from a source', (_, entry) => {
    const source = entry.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(existsSync(join(root, source))).toBe(true);
  });

  it.each(apps)('run the app %s, in compose and on Kubernetes', (app) => {
    const entry = `dist/apps/${app}/src/main.js`;
    expect(textOf('compose.yaml')).toContain(entry);
    expect(manifests.some((text) => text.includes(entry))).toBe(true);
  });

  it('copy into the image only what there is and what the build context has', () => {
    const sources = found(textOf('Dockerfile'), /^COPY (?!--from)(.+) \S+$/gm).flatMap((list) =>
      list.split(' '),
    );
    const context = readFileSync(join(folder, 'Dockerfile.dockerignore'), 'utf8').split('\n');
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(root, source))).toBe(true);
      expect(context).toContain(`!${source}`);
    }
  });

  it('name only settings that there are', () => {
    const known = new Set(settingsClasses.flatMap(settingsOf).map(({ env }) => env));
    const named = [
      ...found(textOf('Dockerfile'), /^(?:ENV| ) +([A-Z][A-Z0-9_]+)=/gm),
      ...found(textOf('compose.yaml'), /^ +([A-Z][A-Z0-9_]+): /gm),
      ...found(textOf('env.example'), /^#?([A-Z][A-Z0-9_]+)=/gm),
      ...manifests.flatMap((text) => found(text, /^ +- (?:name: )?([A-Z][A-Z0-9_]+)(?:=|$)/gm)),
    ];
    expect(named).toEqual(
      expect.arrayContaining(['NODE_ENV', 'JWT_SECRET', 'OPENAI_API_KEY', 'S3_BUCKET', 'DATABASE_URL']),
    );
    expect(named.filter((name) => !known.has(name) && !FOREIGN.test(name))).toEqual([]);
  });

  it.each(apps)('give %s nothing in compose that it does not read', (app) => {
    const read = new Set(readBy(app));
    expect(passedTo(app).length).toBeGreaterThan(3);
    expect(passedTo(app).filter((name) => !read.has(name))).toEqual([]);
  });

  it('let every setting through that an operator may want', () => {
    const passed = new Set(apps.flatMap(passedTo));
    const missing = new Set(
      apps.flatMap(readBy).filter((name) => !passed.has(name) && !NOT_PASSED.has(name)),
    );
    expect([...missing]).toEqual([]);
  });

  it('hold no credential, and compose says which one is missing', () => {
    const secret = /^ +((?:\w*(?:PASSWORD|SECRET|_KEY|URL))|REDISCLI_AUTH): (.*)$/gm;
    for (const [, name, value = ''] of textOf('compose.yaml').matchAll(secret))
      expect(`${name}: ${value}`).toMatch(/\$\{\w+:(\?.+|-)\}/);
    for (const name of found(textOf('env.example'), /^([A-Z][A-Z0-9_]+)=$/gm))
      expect(textOf('compose.yaml')).toMatch(new RegExp(`\\$\\{${name}:\\?`));
  });
});

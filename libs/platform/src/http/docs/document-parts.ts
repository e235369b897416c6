import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const REF = /"#\/components\/schemas\/([^"]+)"/g;

export function eachOperation(
  { paths }: OpenAPIObject,
  visit: (operation: Operation, verb: string, path: string) => void,
): void {
  for (const [path, item] of Object.entries(paths))
    for (const verb of VERBS) if (item[verb]) visit(item[verb], verb, path);
}

/** `/a/{x}` whatever the parameter is called: documents differ in that. */
const shapeOf = (path: string): string => path.replace(/\{[^}]+\}/g, '{}');

/** The operations that are listed and wanted, with the schemas they need and no other. */
export function pick(
  document: OpenAPIObject,
  listed: readonly { method: string; path: string }[] | 'all',
  wanted: (operation: Operation) => boolean = () => true,
): OpenAPIObject {
  const names =
    listed === 'all'
      ? undefined
      : new Set(listed.map((one) => `${one.method.toLowerCase()} ${shapeOf(one.path)}`));
  const paths: OpenAPIObject['paths'] = {};
  eachOperation(document, (operation, verb, path) => {
    if (names && !names.has(`${verb} ${shapeOf(path)}`)) return;
    if (wanted(operation)) paths[path] = { ...paths[path], [verb]: operation };
  });
  const all = document.components?.schemas ?? {};
  const schemas: Schemas = {};
  collect(paths, all, schemas);
  return { ...document, paths, components: { ...document.components, schemas } };
}

function collect(part: unknown, all: Schemas, into: Schemas): void {
  for (const [, name] of JSON.stringify(part).matchAll(REF)) {
    const schema = name === undefined ? undefined : all[name];
    if (!name || !schema || into[name]) continue;
    into[name] = schema;
    collect(schema, all, into);
  }
}

/** Puts `prefix` before the names of all schemas, so that they stay apart from others of the same name. */
export function qualify(document: OpenAPIObject, prefix: string): OpenAPIObject {
  const text = JSON.stringify({ paths: document.paths, schemas: document.components?.schemas ?? {} });
  const renamed = JSON.parse(text.replace(REF, `"#/components/schemas/${prefix}.$1"`)) as {
    paths: OpenAPIObject['paths'];
    schemas: Schemas;
  };
  const schemas = Object.fromEntries(
    Object.entries(renamed.schemas).map(([name, schema]) => [`${prefix}.${name}`, schema]),
  );
  return { ...document, paths: renamed.paths, components: { ...document.components, schemas } };
}

/** One document of several; where two describe the same operation, the earlier stays. */
export function union(
  base: Omit<OpenAPIObject, 'paths'> & Partial<OpenAPIObject>,
  others: OpenAPIObject[],
): OpenAPIObject {
  const paths: OpenAPIObject['paths'] = { ...base.paths };
  const schemas: Schemas = { ...base.components?.schemas };
  for (const other of others) {
    for (const [path, item] of Object.entries(other.paths)) paths[path] = { ...item, ...paths[path] };
    Object.assign(schemas, other.components?.schemas);
  }
  return { ...base, paths, components: { ...base.components, schemas } };
}

/** Paths and schemas in alphabetical order: the committed files change only where the API does. */
export const ordered = (document: OpenAPIObject): OpenAPIObject => ({
  ...document,
  paths: sorted(document.paths),
  components: { ...document.components, schemas: sorted(document.components?.schemas ?? {}) },
});

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

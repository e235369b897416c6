import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MAX_PUBLIC_METHODS = 12;
const MAX_HANDLER_LINES = 5;
const MAX_FILES_IN_FOLDER = 10;

const isPublicMethod = (member) =>
  member.type === 'MethodDefinition' &&
  member.kind === 'method' &&
  !['private', 'protected'].includes(member.accessibility) &&
  member.key.type !== 'PrivateIdentifier';

/** A class with many doors does many things. */
const publicMethods = {
  create: (context) => ({
    ClassBody(node) {
      const count = node.body.filter(isPublicMethod).length;
      if (count > MAX_PUBLIC_METHODS)
        context.report({
          node: node.parent,
          message: `${count} public methods, at most ${MAX_PUBLIC_METHODS}`,
        });
    },
  }),
};

/** A handler translates and hands on; what decides belongs into a service. */
const handlerLines = {
  create: (context) => ({
    'MethodDefinition[kind="method"]'(node) {
      const { body } = node.value;
      const lines = body ? body.loc.end.line - body.loc.start.line - 1 : 0;
      if (lines > MAX_HANDLER_LINES)
        context.report({
          node: node.key,
          message: `a handler of ${lines} lines, at most ${MAX_HANDLER_LINES}`,
        });
    },
  }),
};

const sourcesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !/\.(e2e-)?spec\.ts$/.test(name))
    .sort();

/** Told once, at the first file of the folder. */
const folderSize = {
  create: (context) => ({
    Program(node) {
      const sources = sourcesIn(dirname(context.filename));
      if (sources.length > MAX_FILES_IN_FOLDER && sources[0] === basename(context.filename))
        context.report({
          node,
          message: `a folder of ${sources.length} files, at most ${MAX_FILES_IN_FOLDER}`,
        });
    },
  }),
};

export const sizes = {
  rules: { 'public-methods': publicMethods, 'handler-lines': handlerLines, 'folder-size': folderSize },
};

import { DomainError } from '../../errors/domain.errors';

export interface RouteMatch<T> {
  value: T;
  params: Record<string, string>;
}

interface Leaf<T> {
  value: T;
  names: string[];
}

class Node<T> {
  readonly literals = new Map<string, Node<T>>();
  /** Constrained parameters first. */
  readonly params: { constraint?: RegExp; node: Node<T> }[] = [];
  leaf?: Leaf<T>;
  /** Takes what is left of the path. */
  rest?: Leaf<T> & { optional: boolean };
}

/**
 * Finds the handler of a path in the time of its segments, however many routes there are. The more specific
 * pattern wins, segment by segment: literal, constrained parameter, parameter, rest; the order of registration
 * never matters. Patterns: `/a/:name`, `/a/*rest` (at least one character), `/a{/*rest}` (may be empty).
 * A parameter whose name has a constraint matches nothing else. One trailing slash is ignored.
 */
export class RouteTable<T> {
  private readonly roots = new Map<string, Node<T>>();

  constructor(private readonly constraints: Record<string, RegExp> = {}) {}

  add(method: string, pattern: string, value: T): void {
    const root = this.roots.get(method) ?? new Node<T>();
    this.roots.set(method, root);
    const rest = /(?<open>\{\/|\/)\*(?<name>\w+)\}?$/.exec(pattern);
    const names: string[] = [];
    const segments = segmentsOf(rest ? pattern.slice(0, rest.index) || '/' : pattern);
    const node = segments.reduce((parent, segment) => this.child(parent, segment, names), root);
    const { open, name } = rest?.groups ?? {};
    if (name) node.rest = { value, names: [...names, name], optional: open === '{/' };
    else if (node.leaf) throw new Error(`two handlers for ${method} ${pattern}`);
    else node.leaf = { value, names };
  }

  find(method: string, path: string): RouteMatch<T> | undefined {
    const root = this.roots.get(method);
    const taken: string[] = [];
    const leaf = root && search(root, segmentsOf(path), 0, taken);
    if (!leaf) return undefined;
    const params: Record<string, string> = {};
    for (const [index, name] of leaf.names.entries()) params[name] = decode(taken[index] as string);
    return { value: leaf.value, params };
  }

  /** The methods under which `path` is known; none: the path itself is unknown. */
  methodsOf(path: string): string[] {
    const segments = segmentsOf(path);
    return [...this.roots].flatMap(([method, root]) => (search(root, segments, 0, []) ? [method] : []));
  }

  private child(parent: Node<T>, segment: string, names: string[]): Node<T> {
    if (!/^(:\w+|[^:*{}()]+)$/.test(segment)) throw new Error(`unsupported route segment ${segment}`);
    if (segment[0] !== ':') return childOf(parent.literals, segment);
    const name = segment.slice(1);
    names.push(name);
    const constraint = this.constraints[name];
    const known = parent.params.find((param) => param.constraint === constraint);
    if (known) return known.node;
    const node = new Node<T>();
    if (constraint) parent.params.unshift({ constraint, node });
    else parent.params.push({ node });
    return node;
  }
}

function childOf<T>(literals: Map<string, Node<T>>, segment: string): Node<T> {
  const node = literals.get(segment) ?? new Node<T>();
  literals.set(segment, node);
  return node;
}

const segmentsOf = (path: string): string[] => {
  const end = path.length > 1 && path.endsWith('/') ? -1 : path.length;
  const inner = path.slice(1, end);
  return inner === '' ? [] : inner.split('/');
};

/** Depth first, most specific first; `taken` holds the raw values of the parameters on the way. */
function search<T>(node: Node<T>, segments: string[], at: number, taken: string[]): Leaf<T> | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.leaf ?? restLeaf(node, '', taken);
  const literal = node.literals.get(segment);
  const found = literal && search(literal, segments, at + 1, taken);
  if (found) return found;
  for (const { constraint, node: child } of node.params) {
    if (segment === '' || constraint?.test(segment) === false) continue;
    taken.push(segment);
    const below = search(child, segments, at + 1, taken);
    if (below) return below;
    taken.pop();
  }
  return restLeaf(node, segments.slice(at).join('/'), taken);
}

function restLeaf<T>({ rest }: Node<T>, remainder: string, taken: string[]): Leaf<T> | undefined {
  if (!rest || (remainder === '' && !rest.optional)) return undefined;
  taken.push(remainder);
  return rest;
}

function decode(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    throw new DomainError('invalid', 'the path is not properly encoded', { reason: 'malformed' });
  }
}

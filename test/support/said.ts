/** What Attune says, as its sources have it: so that no sentence is forgotten where it has to be put into a language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const root = join(import.meta.dirname, '../..');

type Node = { type: string; [key: string]: unknown };
type Source = { file: string; named: Map<string, Node[]>; nodes: Node[] };

/** `text` has what is only known as it runs as `⟨0⟩`, `⟨1⟩`, … */
export type Said = { file: string; text: string };

/** What is called with a sentence, and from which of its arguments on. */
const SAYING: Record<string, number> = {
  refuse: 1,
  Problem: 1,
  NotSignedIn: 0,
  faulty: 1,
  refine: 1,
  regex: 1,
  min: 1,
  max: 1,
  email: 0,
  datetime: 0,
  ignore: 1,
  issue: 0,
  told: 1,
  kept: 1,
  askAboutSilence: 1,
  askForChannel: 1,
  askToAcknowledge: 1,
  cancelRequests: 2,
  cancelTasks: 2,
  climb: 2,
  endRequest: 3,
  forGood: 0,
  giveUp: 2,
  planReviewed: 1,
  scheduleCheckIn: 2,
  startReassessment: 1,
  stop: 2,
  swap: 4,
  tellPerson: 2,
};
const SAID = ['fault', 'mend', 'error', 'message', 'warning', 'detail', 'note'];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function* within(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node))
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) yield* within(one);
}

function sourceOf(file: string): Source {
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'), { lang: 'ts' });
  const nodes = [...within(program as unknown as Node)];
  const named = new Map<string, Node[]>();
  for (const node of nodes) {
    const { type, id, init } = node as { type: string; id?: { name?: string }; init?: Node };
    const value = type === 'VariableDeclarator' ? init : type === 'FunctionDeclaration' ? node : undefined;
    if (id?.name && value) named.set(id.name, [...(named.get(id.name) ?? []), value]);
  }
  return { file, named, nodes };
}

/** Every text that an expression can come to, by what can be read from the file it stands in. */
function textsOf(node: Node | undefined, source: Source, seen: readonly Node[] = []): string[] {
  if (!node || seen.includes(node)) return [];
  const of = (one: unknown) => textsOf(one as Node | undefined, source, [...seen, node]);
  const all = (many: unknown) => (many as Node[]).flatMap(of);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral': {
      const holes = (node.expressions as Node[]).map((hole, at) => {
        const [only, ...others] = hole.type === 'Identifier' ? of(hole) : [];
        return only !== undefined && others.length === 0 ? only : `⟨${at}⟩`;
      });
      const [first, ...rest] = (node.quasis as { value: { cooked: string } }[]).map(
        ({ value }) => value.cooked,
      );
      return [rest.reduce((text, part, at) => text + holes[at] + part, first!)];
    }
    case 'ConditionalExpression':
      return all([node.consequent, node.alternate]);
    case 'LogicalExpression':
      return all([node.left, node.right]);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return of(node.expression);
    case 'Identifier':
      return all(source.named.get(node.name as string) ?? []);
    case 'ArrowFunctionExpression':
      return (node.body as Node).type === 'BlockStatement' ? returned(node.body as Node, of) : of(node.body);
    case 'FunctionDeclaration':
      return returned(node.body as Node, of);
    case 'CallExpression':
      return (node.callee as Node).type === 'Identifier' ? of(node.callee) : [];
    case 'ObjectExpression':
      return (node.properties as Node[])
        .filter(({ key }) => SAID.includes((key as { name?: string } | undefined)?.name ?? ''))
        .flatMap(({ value }) => of(value));
    default:
      return [];
  }
}

const returned = (body: Node, of: (node: unknown) => string[]): string[] =>
  [...within(body)].filter(({ type }) => type === 'ReturnStatement').flatMap(({ argument }) => of(argument));

/** Of a node, those of its parts that are said. */
function sayings(
  { type, callee, arguments: given, argument, key, value }: Node,
  names: readonly string[],
): Node[] {
  if (type === 'YieldExpression') return argument ? [argument as Node] : [];
  if (type === 'Property')
    return names.includes((key as { name?: string }).name ?? '') ? [value as Node] : [];
  if (type !== 'CallExpression' && type !== 'NewExpression') return [];
  const { name, property } = callee as { name?: string; property?: { name?: string } };
  const called = name ?? property?.name ?? '';
  return Object.hasOwn(SAYING, called) ? (given as Node[]).slice(SAYING[called]) : [];
}

/** A sentence has words; a code, a path or an id has none. */
const isSentence = (text: string) => / /.test(text) && /\p{Ll}{2}/u.test(text);

/** What stands as a refusal, a fault or how to mend it, as what `also` names, or is yielded. */
export function saidIn(files: string[], also: readonly string[] = []): Said[] {
  const names = [...SAID, ...also];
  return files
    .toSorted()
    .map(sourceOf)
    .flatMap((source) => {
      const texts = source.nodes
        .flatMap((node) => sayings(node, names))
        .flatMap((node) => textsOf(node, source));
      return [...new Set(texts)].filter(isSentence).map((text) => ({ file: source.file, text }));
    });
}

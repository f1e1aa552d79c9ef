/** Thrown by `not`, and caught where the reading began. */
export class NotASum extends Error {}
export const not = (): never => {
  throw new NotASum();
};

export type Step = { name: string; args?: Node[] };
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'nothing' }
  | { kind: 'operation'; operator: string; left: Node; right: Node }
  | { kind: 'path'; steps: Step[] };

const TOKEN = /\s*('(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[%$]?[A-Za-z_][\w-]*|!=|>=|<=|[(){}.,=<>+*|])/y;
const BINDING = [['or'], ['and'], ['=', '!=', 'in', '>', '<', '>=', '<='], ['|'], ['+'], ['*']];
const LONGEST = 20_000;
export const DEEPEST = 40;

/** An expression of the part of FHIRPath that sums are written in. @throws NotASum for any other */
export function parse(expression: string): Node {
  if (expression.length > LONGEST) not();
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (expression.slice(TOKEN.lastIndex).trim() !== '') tokens.push((TOKEN.exec(expression) ?? not())[1]!);
  let at = 0;
  let depth = 0;
  const take = (token: string) => (tokens[at] === token ? at++ : not());

  const operation = (level: number): Node => {
    if (level === BINDING.length) return term();
    let left = operation(level + 1);
    while (BINDING[level]!.includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!;
      left = { kind: 'operation', operator, left, right: operation(level + 1) };
    }
    return left;
  };
  const args = (): Node[] => {
    const list: Node[] = [];
    take('(');
    while (tokens[at] !== ')') {
      if (list.length) take(',');
      list.push(operation(0));
    }
    take(')');
    return list;
  };
  const term = (): Node => {
    if (++depth > DEEPEST) not();
    const token = tokens[at] ?? not();
    let node: Node;
    if (token === '(') {
      node = args()[0] ?? not();
      if (tokens[at] === '.') node = { kind: 'path', steps: [{ name: '(', args: [node] }, ...steps()] };
    } else if (token === '{') {
      at++;
      take('}');
      node = { kind: 'nothing' };
    } else if (token.startsWith("'")) {
      at++;
      node = { kind: 'text', text: token.slice(1, -1).replace(/\\(.)/g, '$1') };
    } else if (/^\d/.test(token)) {
      at++;
      node = { kind: 'number', value: Number(token) };
    } else node = { kind: 'path', steps: [step(), ...steps()] };
    depth--;
    return node;
  };
  const step = () => {
    const name = /^[%$A-Za-z_]/.test(tokens[at] ?? '') ? tokens[at++]! : not();
    return tokens[at] === '(' ? { name, args: args() } : { name };
  };
  const steps = () => {
    const list: Step[] = [];
    while (tokens[at] === '.') {
      at++;
      list.push(step());
    }
    return list;
  };
  const whole = operation(0);
  return at === tokens.length ? whole : not();
}

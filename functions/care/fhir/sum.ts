import { type Item, isChoice, isQuestion } from '../measures/instrument/questionnaire.ts';
import { DEEPEST, type Node, NotASum, not, parse, type Step } from './path.ts';

/** What a calculated item adds up: the points of each item, times its weight. */
export type Weighted = { linkId: string; weight: number }[];

/**
 * The items that a FHIRPath expression adds up, or `undefined` where it is not a sum that Attune can run. It reads the
 * shapes in use: paths to answers with `ordinal()`, `weight()` or the extension's value, `sum()` or `aggregate`,
 * `where` on the linkId, `+`, a number times a sum, `iif(… exists(), …, 0)`, and variables made of these.
 * https://hl7.org/fhirpath/N1 and https://build.fhir.org/ig/HL7/sdc/expressions.html
 */
export function readSum(
  expression: string,
  items: Item[],
  variables: ReadonlyMap<string, string>,
): Weighted | undefined {
  try {
    return new Reader({ items, variables }).sum(parse(expression), 0);
  } catch (error) {
    if (error instanceof NotASum) return undefined;
    throw error;
  }
}

/** What a path has reached. `weighed`: an option's ordinal or weight was taken, not the option; `added`: by `sum()`. */
type Reached = {
  at: 'items' | 'answers' | 'values' | 'numbers';
  of: Item[];
  weighed: boolean;
  added: boolean;
};
type Known = { items: Item[]; variables: ReadonlyMap<string, string> };

const below = (item: Item): Item[] => [item, ...(item.item ?? []).flatMap(below)];
const WEIGHT = /\/(ordinalValue|itemWeight)$/;

class Reader {
  readonly #known: Known;
  /** Variables that hold variables twice over grow without bound. */
  #left = 10_000;

  constructor(known: Known) {
    this.#known = known;
  }

  sum(node: Node, depth: number): Weighted {
    if (depth > DEEPEST || --this.#left < 0) not();
    switch (node.kind) {
      case 'number':
        return node.value === 0 ? [] : not();
      case 'operation': {
        const { operator, left, right } = node;
        if (operator === '+') return [...this.sum(left, depth + 1), ...this.sum(right, depth + 1)];
        const [factor, rest] = left.kind === 'number' ? [left, right] : [right, left];
        if (operator !== '*' || factor.kind !== 'number') return not();
        return this.sum(rest, depth + 1).map(({ linkId, weight }) => ({
          linkId,
          weight: weight * factor.value,
        }));
      }
      case 'path':
        return this.#path(node.steps, depth);
      default:
        return not();
    }
  }

  #path([first, ...steps]: Step[], depth: number): Weighted {
    const { name, args = [] } = first!;
    const rest = steps.map((one) => one.name).join('.');
    if (name === 'iif') return steps.length ? not() : this.#ifAnswered(args, depth);
    const inner = name === '(' ? args[0]! : this.#variable(name);
    if (inner) return rest === '' || rest === 'sum' ? this.sum(inner, depth + 1) : not();
    const path = name.startsWith('%') ? steps : [first!, ...steps];
    if (name === '%questionnaire') return this.#fromOptions(path);
    if (name.startsWith('%') && name !== '%resource' && name !== '%context') not();
    const root: Item = { linkId: '', type: 'group', item: this.#known.items };
    let reached: Reached = { at: 'items', of: [root], weighed: false, added: false };
    for (const step of path) reached = this.#step(reached, step.name, step.args ?? []);
    if (reached.at === 'answers' || reached.at === 'items') not();
    if (reached.of.length > 1 && !reached.added) not();
    const counted = reached.weighed ? reached.of.filter(hasOrdinals) : reached.of;
    if (!reached.weighed && !counted.every(({ type }) => type === 'integer' || type === 'decimal')) not();
    return counted.map(({ linkId }) => ({ linkId, weight: 1 }));
  }

  #variable(name: string): Node | undefined {
    const expression = name.startsWith('%') ? this.#known.variables.get(name.slice(1)) : undefined;
    return expression === undefined ? undefined : parse(expression);
  }

  /** What LHC-Forms writes: the option of one item whose code was answered, and its ordinal. */
  #fromOptions(path: Step[]): Weighted {
    const cut = path.findIndex(({ name }) => name === 'answerOption');
    const [, where, extension, ...value] = path.slice(cut);
    const [item, ...others] = this.#itemsAt(path.slice(0, Math.max(cut, 0)));
    const match = where?.args?.[0];
    if (!item || others.length || match?.kind !== 'operation' || match.operator !== '=') return not();
    const answer = match.right.kind === 'path' ? match.right.steps.slice(1) : not();
    const [answered] = this.#itemsAt(
      answer.slice(
        0,
        answer.findIndex(({ name }) => name === 'answer'),
      ),
    );
    const ends = value.map(({ name }) => name).join('.');
    if (answered !== item || extension?.name !== 'extension' || !/^(where\.)?value(Decimal)?$/.test(ends))
      not();
    if (!extension || ![extension, ...value].some(namesWeight)) not();
    return [{ linkId: item.linkId, weight: 1 }];
  }

  #itemsAt(path: Step[]): Item[] {
    const root: Item = { linkId: '', type: 'group', item: this.#known.items };
    let reached: Reached = { at: 'items', of: [root], weighed: false, added: false };
    for (const step of path) reached = this.#step(reached, step.name, step.args ?? []);
    return reached.at === 'items' ? reached.of : not();
  }

  /** `iif(x.exists(), x, 0)`: only a gap gives 0, and with a gap Attune has no total anyway. */
  #ifAnswered([condition, then, otherwise]: Node[], depth: number): Weighted {
    const nothing = otherwise === undefined || otherwise.kind === 'nothing' || isZero(otherwise);
    if (!condition || !then || !nothing || !this.#asksForAnswers(condition, depth)) return not();
    return this.sum(then, depth + 1);
  }

  #asksForAnswers(node: Node, depth: number): boolean {
    if (depth > DEEPEST || --this.#left < 0) return not();
    if (node.kind === 'operation')
      return (
        ['and', 'or'].includes(node.operator) &&
        this.#asksForAnswers(node.left, depth + 1) &&
        this.#asksForAnswers(node.right, depth + 1)
      );
    if (node.kind !== 'path') return false;
    const inner = node.steps.length === 1 ? this.#variable(node.steps[0]!.name) : undefined;
    return inner ? this.#asksForAnswers(inner, depth + 1) : node.steps.at(-1)!.name === 'exists';
  }

  #step({ at, of, weighed, added }: Reached, name: string, args: Node[]): Reached {
    const to = (next: Reached['at'], items = of, more = {}): Reached => ({
      ...{ at: next, of: items, weighed, added },
      ...more,
    });
    const inside = () => of.flatMap(({ item = [] }) => item);
    switch (name) {
      case 'item':
        return at === 'items' || at === 'answers' ? to('items', inside()) : not();
      case 'descendants':
      case 'repeat':
        if (at !== 'items' || (name === 'repeat' && !isName(args[0], 'item'))) return not();
        return to('items', inside().flatMap(below));
      case 'answers':
        return at === 'items' ? to('answers', inside().flatMap(below).filter(isQuestion)) : not();
      case 'answer':
        return at === 'items' ? to('answers', of.filter(isQuestion)) : not();
      case 'where':
        if (at === 'items')
          return to(
            'items',
            of.filter((item) => linkIdHolds(args[0], item.linkId)),
          );
        return at === 'values' && namesWeight({ name, args }) ? to('values', of, { weighed: true }) : not();
      case 'sum':
        return at === 'values' ? to('numbers', of, { added: true }) : not();
      case 'aggregate':
        return at === 'values' && addsUp(args) ? to('numbers', of, { added: true }) : not();
      case 'ordinal':
      case 'ordinalValue':
      case 'weight':
        return at === 'answers' || at === 'values' ? to('values', of, { weighed: true }) : not();
      case 'extension':
        if (at !== 'values') return not();
        return to('values', of, { weighed: namesWeight({ name, args }) });
      default:
        return /^value(Coding|Decimal|Integer)?$/.test(name) && at !== 'items' ? to('values') : not();
    }
  }
}

/** `where(url = '…/ordinalValue')` or `extension('…/itemWeight')`. */
function namesWeight({ args = [] }: Step): boolean {
  const [arg] = args;
  const url = arg?.kind === 'operation' && arg.operator === '=' && isName(arg.left, 'url') ? arg.right : arg;
  return url?.kind === 'text' && WEIGHT.test(url.text);
}

const hasOrdinals = (item: Item): boolean =>
  isChoice(item) && (item.answerOption ?? []).some(({ valueCoding }) => valueCoding.extension);

const isZero = (node: Node): boolean => node.kind === 'number' && node.value === 0;
const isName = (node: Node | undefined, name: string): boolean =>
  node?.kind === 'path' && node.steps.length === 1 && node.steps[0]!.name === name;

/** `$this + $total`, from 0. */
function addsUp([step, from]: Node[]): boolean {
  if (step?.kind !== 'operation' || step.operator !== '+' || !from || !isZero(from)) return false;
  const { left, right } = step;
  return ['$this', '$total'].every((name) => isName(left, name) || isName(right, name));
}

function linkIdHolds(node: Node | undefined, linkId: string): boolean {
  if (node?.kind === 'operation') {
    const { operator, left, right } = node;
    if (operator === 'and') return linkIdHolds(left, linkId) && linkIdHolds(right, linkId);
    if (operator === 'or') return linkIdHolds(left, linkId) || linkIdHolds(right, linkId);
    if (!isName(left, 'linkId')) return not();
    if (operator === '=' && right.kind === 'text') return right.text === linkId;
    if (operator === '!=' && right.kind === 'text') return right.text !== linkId;
    return operator === 'in' ? texts(right).includes(linkId) : not();
  }
  if (node?.kind !== 'path' || node.steps.length !== 2 || node.steps[0]!.name !== 'linkId') return not();
  const { name, args = [] } = node.steps[1]!;
  const [text] = args.length === 1 ? texts(args[0]!) : not();
  if (name === 'startsWith') return linkId.startsWith(text!);
  if (name === 'endsWith') return linkId.endsWith(text!);
  return name === 'matches' ? pattern(text!).test(linkId) : not();
}

function texts(node: Node): string[] {
  if (node.kind === 'text') return [node.text];
  if (node.kind === 'operation' && node.operator === '|') return [...texts(node.left), ...texts(node.right)];
  return not();
}

/** Without `*`, `+`, `?` and `{}` no pattern, whoever wrote it, can take long. */
const pattern = (text: string): RegExp =>
  text.length <= 500 && /^[\w\s./\\^$()|[\]-]*$/.test(text) ? regExp(text) : not();

function regExp(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    return not();
  }
}

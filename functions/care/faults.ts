import type * as z from 'zod';

/** `path` as a person would look for it (`checkIns[0].expiresAfter`; empty for the whole), what is wrong, how to mend it. */
export type Fault = { path: string; fault: string; mend: string };

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Nobody mends more at once; and all that a file can have wrong makes a reply larger than a Lambda may give. */
const MOST_TOLD = 200;
const MORE: Fault = { path: '', fault: 'there is more wrong than this', mend: 'mend these first' };

export const firstOf = <F>(faults: F[]): (F | Fault)[] =>
  faults.length > MOST_TOLD ? [...faults.slice(0, MOST_TOLD), MORE] : faults;

/** What zod found in `raw`, in plain English; of very much the first. */
export const faultsOf = (error: z.ZodError, raw: unknown): Fault[] =>
  firstOf(error.issues.slice(0, MOST_TOLD + 1).flatMap((issue) => inWords(issue, issue.path, raw)));

function inWords(issue: Issue, at: Path, raw: unknown): Fault[] {
  const path = pathOf(at);
  const found = valueAt(raw, at);
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined
        ? [{ path, fault: 'is missing', mend: `add it: ${kinds[issue.expected] ?? issue.expected}` }]
        : [
            {
              path,
              fault: `${shown(found)} cannot be used here`,
              mend: `give ${kinds[issue.expected] ?? issue.expected}`,
            },
          ];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathOf([...at, key]),
        fault: 'is not known here',
        mend: 'correct its spelling, or take it out',
      }));
    case 'invalid_value': {
      const choices = issue.values.map(shown).join(', ');
      const fault = found === undefined ? 'is missing' : `${shown(found)} is not one of the choices`;
      return [{ path, fault, mend: `use one of: ${choices}` }];
    }
    case 'too_small':
      return [
        { path, fault: 'is too little', mend: `give at least ${counted(issue.minimum, issue.origin)}` },
      ];
    case 'too_big':
      return [{ path, fault: 'is too much', mend: `give at most ${counted(issue.maximum, issue.origin)}` }];
    case 'invalid_union': {
      const closest = closestBranch(issue.errors);
      const atRoot = closest.every((inner) => inner.path.length === 0 && inner.code !== 'unrecognized_keys');
      const blank = typeof found === 'object' && Object.keys(found ?? {}).length === 0;
      if (closest.length > 0 && !atRoot && !blank)
        return closest.flatMap((inner) => inWords(inner, [...at, ...inner.path], raw));
      return [
        {
          path,
          fault: found === undefined ? 'is missing' : `${shown(found)} cannot be used here`,
          mend: issue.message,
        },
      ];
    }
    default:
      return [{ path, fault: `${shown(found)} cannot be used here`, mend: issue.message }];
  }
}

/** The alternative that was most likely meant: the one that got deepest into the value, then the one with fewest issues. */
function closestBranch(branches: Issue[][]): Issue[] {
  const depth = (issues: Issue[]) => Math.max(...issues.map(({ path }) => path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object { … }',
  record: 'an object { … }',
};

const units: Record<string, [one: string, several: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function counted(count: number | bigint, of: string): string {
  const unit = units[of];
  return unit ? `${count} ${unit[count === 1 ? 0 : 1]}` : `${count}`;
}

const pathOf = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text && '.'}${String(step)}`),
    '',
  );

const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], raw);

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

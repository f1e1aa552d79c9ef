// @ts-expect-error it has no types
import aslValidator from 'asl-validator';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { Made, Properties } from './made.ts';

type State = Properties & { Type: string };

export function machines(made: Made): void {
  /** As AWS gets it: every name replaced by an ARN. */
  const definitions = made.of('AWS::StepFunctions::StateMachine').map(({ id, Properties }) => {
    const text = Properties.DefinitionString.replace(/\$\{(\w+)\}/g, (_: string, name: string) =>
      name === 'StepFunction'
        ? 'arn:aws:lambda:us-east-1:123456789012:function:step'
        : `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
    );
    return [id, JSON.parse(text) as { States: Record<string, State> }] as const;
  });

  describe.each(definitions)('%s', (_, definition) => {
    const states = statesIn(definition);

    it('is one that Step Functions takes', () => {
      const { isValid, errorsText } = aslValidator(definition as never, { checkArn: true });
      expect(isValid, errorsText()).toBe(true);
    });

    it('has no expression that JSONata cannot read', () => {
      const expressions = expressionsIn(definition);
      expect(expressions.length).toBeGreaterThan(0);
      for (const expression of expressions) expect(() => jsonata(expression), expression).not.toThrow();
    });

    it('waits for nobody for ever: a year is the longest that an execution lives', () => {
      const waiting = states.filter(
        ({ Type, Resource = '' }) =>
          Type === 'Wait' || (Type === 'Task' && /waitForTaskToken|\.sync/.test(Resource)),
      );
      expect(waiting.length).toBeGreaterThan(0);
      for (const state of waiting) {
        expect(state.TimeoutSeconds, JSON.stringify(state)).toBeGreaterThan(0);
        expect(state.TimeoutSeconds).toBeLessThan(365 * 24 * 3600);
      }
    });

    it('knows its state machines and functions by ids only, and says nothing else about anybody', () => {
      const sent = states
        .filter(({ Type }) => Type === 'Task')
        .map(({ Arguments }) => Object.keys(Arguments).sort());
      for (const keys of sent)
        expect([
          ['FunctionName', 'Payload'],
          ['Input', 'Name', 'StateMachineArn'],
        ]).toContainEqual(keys);
    });
  });
}

const statesIn = ({ States }: { States: Record<string, State> }): State[] =>
  Object.values(States).flatMap((state) => [
    state,
    ...[...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])].flatMap(statesIn),
  ]);

function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(/^\{%(.*)%\}$/gs)].map(([, inner]) => inner!);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

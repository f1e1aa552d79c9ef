import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { checkPathway } from '../../../functions/care/pathway/check.ts';
import { changed } from '../../support/pathways.ts';

const known = { instruments: content.instruments, messageLanguages: Object.keys(content.messages) };
const check = (changes = {}) => checkPathway(changed(changes), known);
const paths = (faults: { path?: string }[]) => faults.map(({ path }) => path);
const SHORT = 'reassessment.battery[0].shorter';

describe('what a pathway says of silence', () => {
  it.each([
    ['a shorter form that is not there', { [SHORT]: 'phq-1' }],
    ['a form in place of a measure', { [SHORT]: 'attune-plan' }],
    ['what is asked beside it anyway', { [SHORT]: 'gad-7' }],
    ['a check-in whose shorter form is itself', { 'checkIns[0].shorter': 'attune-check-in' }],
  ])('cannot name %s', (_, changes) => {
    const [path] = Object.keys(changes);
    expect(new Set(paths(check(changes).faults))).toEqual(new Set([path]));
  });

  it('cannot have shorter forms that no reminder brings', () => {
    const { faults } = check({ silence: { otherChannel: 1 } });
    expect(paths(faults)).toEqual([SHORT, 'reassessment.battery[1].shorter']);
    expect(faults[0]!.mend).toContain('"silence": { "shorterForm": 2 }');
  });

  it('warns of a rung that is never reached', () => {
    const { warnings } = check({ silence: { shorterForm: 4 } });
    expect(paths(warnings.filter(({ fault }) => !fault.includes('asks about danger')))).toEqual([
      SHORT,
      'reassessment.battery[1].shorter',
    ]);
  });

  it('warns where the shorter form leaves out what the long one asks about danger, and publishes', () => {
    const unasked = (changes = {}) => {
      const { pathway, warnings } = check(changes);
      expect(pathway).toBeDefined();
      return warnings.filter(({ fault }) => fault.includes('the shorter “')).map(({ path }) => path);
    };
    // PHQ-2 has no item 9; GAD-7 asks about no danger, and so leaves out none.
    expect(unasked()).toEqual([SHORT]);
    expect(unasked({ 'reassessment.battery[0]': { instrument: 'phq-9' } })).toEqual([]);
  });
});

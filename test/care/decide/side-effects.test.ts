import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { enabledIn } from '../../../functions/care/measures/instrument.ts';
import { onPaper, type Paper } from '../../support/paper.ts';

const onMedicine = (): Paper => {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals');
  return kim.treat();
};
const WEEKS = ['2026-01-06', '2026-01-13', '2026-01-20'] as const;
const says = (kim: Paper, week: 0 | 1 | 2, burden: string, rest: object = {}) => {
  kim.until(`${WEEKS[week]}T17:00:00.000Z`);
  kim.answers('check-in', {
    'attune-check-in': { mood: 6, medicine: 'yes', 'side-effects': burden, ...rest },
  });
};

describe('side effects', () => {
  it('moderate once makes no task, moderate twice in a row makes one', () => {
    const kim = onMedicine();
    says(kim, 0, 'moderate');
    expect(kim.tasks('finding')).toEqual([]);
    says(kim, 1, 'moderate');
    expect(kim.tasks('finding')).toMatchObject([{ key: 'finding/side-effects-moderate-again' }]);
  });

  it('moderate, then mild, then moderate again is not twice in a row', () => {
    const kim = onMedicine();
    says(kim, 0, 'moderate');
    says(kim, 1, 'mild');
    says(kim, 2, 'moderate');
    expect(kim.tasks('finding')).toEqual([]);
  });

  it('that are severe make a task at once', () => {
    const kim = onMedicine();
    says(kim, 0, 'severe', { 'side-effects-kinds': ['stomach', 'other'] });
    expect(kim.tasks('finding')).toMatchObject([{ key: 'finding/side-effects-severe' }]);
  });

  it.each(['attune-check-in', 'attune-check-in-trauma'])(
    'are asked about in %s where a medicine is prescribed, and which ones where there are some',
    (id) => {
      const asked = (answers: object) =>
        [...enabledIn(content.instruments[id]!, answers as never)].filter((one) =>
          one.startsWith('side-effects'),
        );
      expect(asked({ medicine: 'none-prescribed' })).toEqual([]);
      expect(asked({})).toEqual([]);
      expect(asked({ medicine: 'no' })).toEqual(['side-effects']);
      expect(asked({ medicine: 'yes', 'side-effects': 'none' })).toEqual(['side-effects']);
      expect(asked({ medicine: 'yes', 'side-effects': 'mild' })).toEqual([
        'side-effects',
        'side-effects-kinds',
        'side-effects-words',
      ]);
    },
  );
});

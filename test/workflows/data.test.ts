/** Each data file says which version it is, and each number to call when it was last seen to be right. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../workflows');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const DATA =
  '{catalogue,conversation,crisis-lines,keywords,messages,psychoeducation,sentences,suggestions}/*.json';

describe('the data of care', () => {
  it.each(globSync(DATA, { cwd: root }))('%s says its version', (file) => {
    expect(read(file).version).toMatch(/^\d+\.\d+\.\d+$|^\d{4}-\d{2}-\d{2}$|^\d+$/);
  });

  it('says of the pharmacogenomic table which one it is, and when it was looked at', () => {
    const { set, checkedOn, evidence } = read('pharmacogenomics/cpic.json');
    expect([set, checkedOn, evidence].every(Boolean)).toBe(true);
  });

  it('has for each crisis line where and when it was seen', () => {
    const { countries, elsewhere } = read('crisis-lines/crisis-lines.json');
    type Line = { verifiedOn?: string; evidence?: string };
    type Place = { emergency: Line; lines: Line[] };
    const places = [...Object.values(countries), elsewhere].flatMap((one) =>
      Object.values(one as Record<string, Place>),
    );
    const lines = places.flatMap(({ emergency, lines: others }) => [emergency, ...others]);
    expect(lines.length).toBeGreaterThan(20);
    for (const { verifiedOn, evidence } of lines) {
      expect(verifiedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(evidence).toMatch(/\S/);
    }
  });
});

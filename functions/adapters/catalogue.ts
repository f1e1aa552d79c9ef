import type { SuggestionData } from '../care/content.ts';
import type { Reading } from '../care/plans/catalogue.ts';
import { cpicSchema } from '../care/plans/pharmacogenomics.ts';
import { type GroupDirectory, groupDirectorySchema } from '../care/plans/suggest/groups.ts';
import { rulesSchema } from '../care/plans/suggest/rules.ts';
import { planTexts } from './plan-texts.ts';
import { lazily, shipped } from './shipped.ts';

/** What a plan can hold, as it ships. */
export const suggesting: SuggestionData = lazily<SuggestionData>({
  catalogue: () => planTexts.catalogue,
  rules: () => shipped('suggestions/rules', rulesSchema),
  cpic: () => shipped('pharmacogenomics/cpic', cpicSchema),
  readings: () => planTexts.readings,
});

type Library = { groups: GroupDirectory; readings: Record<string, Reading> };

/** What goes with it: the groups to go to, for the clinic to fill, and Attune's own texts by id. */
export const library: Library = lazily<Library>({
  groups: () => shipped('catalogue/groups', groupDirectorySchema),
  readings: () => Object.fromEntries(suggesting.readings.map((one) => [one.id, one])),
});

import catalogueFile from '../../workflows/catalogue/catalogue.json' with { type: 'json' };
import groupsFile from '../../workflows/catalogue/groups.json' with { type: 'json' };
import cpicFile from '../../workflows/pharmacogenomics/cpic.json' with { type: 'json' };
import readingsFile from '../../workflows/psychoeducation/en.json' with { type: 'json' };
import rulesFile from '../../workflows/suggestions/rules.json' with { type: 'json' };
import type { SuggestionData } from '../care/content.ts';
import {
  type Catalogue,
  catalogueSchema,
  type Reading,
  readingsOf,
  readingsSchema,
} from '../care/plans/catalogue.ts';
import { type CpicTable, cpicSchema } from '../care/plans/pharmacogenomics.ts';
import { type GroupDirectory, groupDirectorySchema } from '../care/plans/suggest/groups.ts';
import { rulesSchema, type SuggestionRules } from '../care/plans/suggest/rules.ts';

/** What a plan can hold, as it ships. A file that its schema refuses stops the start. */
export const catalogue: Catalogue = catalogueSchema.parse(catalogueFile);
export const suggestionRules: SuggestionRules = rulesSchema.parse(rulesFile);
export const cpic: CpicTable = cpicSchema.parse(cpicFile);
export const suggesting: SuggestionData = { catalogue, rules: suggestionRules, cpic };
/** Empty: the clinic fills it. */
export const groups: GroupDirectory = groupDirectorySchema.parse(groupsFile);

/** Attune's own texts by id. */
export const readings: Record<string, Reading> = Object.fromEntries(
  readingsOf(readingsSchema.parse(readingsFile)).map((one) => [one.id, one]),
);

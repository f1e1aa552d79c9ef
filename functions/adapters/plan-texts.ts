import type { PlanTexts } from '../care/content.ts';
import { catalogueSchema, readingsOf, readingsSchema } from '../care/plans/catalogue.ts';
import { lazily, shipped } from './shipped.ts';

/** Apart from what suggests them: a client's own page shows their plan, and loads no rules to do so. */
export const planTexts: PlanTexts = lazily<PlanTexts>({
  catalogue: () => shipped('catalogue/catalogue', catalogueSchema),
  readings: () => readingsOf(shipped('psychoeducation/en', readingsSchema)),
});

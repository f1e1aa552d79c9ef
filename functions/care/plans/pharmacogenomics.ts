import * as z from 'zod';

const text = z.string().trim().min(1);
const gene = z.string().regex(/^[A-Z0-9]{2,10}$/);

export const PHENOTYPES = ['UM', 'RM', 'NM', 'IM', 'PM'] as const;

const ACTIONS = [
  'usual-dose',
  'adjust-dose',
  'another-medicine',
  'adjust-or-another',
  'no-action',
  'no-recommendation',
] as const;

/** CPIC's own grades. */
const STRENGTHS = ['Strong', 'Moderate', 'Optional', 'No recommendation'] as const;

const rowSchema = z.strictObject({
  /** By gene, the phenotypes that it speaks of; more than one gene means that each must be among its own. */
  when: z
    .record(gene, z.array(z.enum(PHENOTYPES)).min(1))
    .refine((genes) => Object.keys(genes).length > 0, 'name a gene'),
  action: z.enum(ACTIONS),
  strength: z.enum(STRENGTHS),
  says: text,
  note: text.optional(),
});

/** One version of CPIC's set. Rows are condensed in our own words: support for a decision, never the decision. */
export const cpicSchema = z
  .strictObject({
    set: text,
    checkedOn: z.iso.date(),
    evidence: text,
    caveats: z.array(text).min(1),
    phenotypes: z.record(z.enum(PHENOTYPES), text),
    guidelines: z.array(
      z.strictObject({
        id: text,
        title: text,
        pmid: z.string().regex(/^\d+$/),
        url: z.url({ protocol: /^https$/ }),
        /** Genes that it looked at without coming to a recommendation. */
        noRecommendation: z.array(gene),
        caveats: z.array(text),
      }),
    ),
    drugs: z.array(
      z.strictObject({
        drug: text,
        guideline: text,
        /** Its genes count together: two results that are not normal need a row of their own. */
        together: z.literal(true).optional(),
        rows: z.array(rowSchema).min(1),
      }),
    ),
  })
  .superRefine(({ drugs, guidelines }, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', message });
    for (const { drug, guideline, rows } of drugs) {
      if (!guidelines.some(({ id }) => id === guideline))
        issue(`${drug}: there is no guideline ${guideline}`);
      if (drugs.filter((one) => one.drug === drug).length > 1) issue(`${drug} is there twice`);
      const cells = rows.flatMap(({ when }) => cellsOf(when));
      if (new Set(cells).size < cells.length) issue(`${drug}: two rows speak of the same phenotypes`);
    }
  });
export type CpicTable = z.infer<typeof cpicSchema>;
type Row = z.infer<typeof rowSchema>;
type Drug = CpicTable['drugs'][number];
type Genes = Readonly<Record<string, string>>;

/** `CYP2C19 PM`, `CYP2B6 PM + CYP2C19 PM`: every combination that a row covers. */
function cellsOf(when: Row['when']): string[] {
  return Object.entries(when)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce<string[]>(
      (cells, [name, phenotypes]) =>
        (cells.length ? cells : ['']).flatMap((cell) =>
          phenotypes.map((one) => `${cell}${cell && ' + '}${name} ${one}`),
        ),
      [],
    );
}

/**
 * What CPIC says of one medicine and what is known of one client's genes. `action: 'none'` is no advice: `says` is
 * then the reason why there is none. `strength` is null there.
 */
export type Advice = {
  drug: string;
  /** By gene, the result that it speaks of. */
  genes: Genes;
  action: (typeof ACTIONS)[number] | 'none';
  strength: (typeof STRENGTHS)[number] | null;
  says: string;
  /** The stamp: the set, and the guideline where there is one. */
  version: { set: string; guideline?: string; pmid?: string };
  caveats: string[];
};

/** `phenotypes` by gene, as the laboratory gave them: `{ CYP2C19: 'PM' }`. Never empty: no advice comes with its reason. */
export function phenotypeAdvice(table: CpicTable, drug: string, phenotypes: Genes): Advice[] {
  const entry = table.drugs.find((one) => one.drug === drug.trim().toLowerCase());
  const none = (genes: Genes, says: string): Advice => ({
    drug: entry?.drug ?? drug,
    genes,
    action: 'none',
    strength: null,
    says,
    version: versionOf(table, entry),
    caveats: [...table.caveats],
  });
  if (!entry) return [none({}, `${table.set} as shipped has no table for “${drug}”.`)];
  const guideline = table.guidelines.find(({ id }) => id === entry.guideline)!;
  const genes = [...new Set(entry.rows.flatMap(({ when }) => Object.keys(when)))];
  const tested = Object.keys(phenotypes).filter((name) => genes.includes(name));
  const unrecommended = Object.keys(phenotypes)
    .filter((name) => guideline.noRecommendation.includes(name))
    .map(
      (name): Advice => ({
        ...none({ [name]: phenotypes[name]! }, `CPIC makes no recommendation by ${name}.`),
        action: 'no-recommendation',
        strength: 'No recommendation',
      }),
    );
  if (tested.length === 0)
    return unrecommended.length > 0
      ? unrecommended
      : [none({}, `There is no result for ${genes.join(' or ')}, which CPIC goes by for ${entry.drug}.`)];

  const given = (names: string[]) => Object.fromEntries(names.map((name) => [name, phenotypes[name]!]));
  const unusual = tested.filter((name) => phenotypes[name] !== 'NM');
  // A normal result adds nothing there, and what holds of one gene alone must not stand in for a pair.
  const asked = entry.together && unusual.length > 0 ? unusual : tested;
  const rows = rowsFor(entry, phenotypes).filter(({ when }) => asked.some((name) => name in when));
  const pair = entry.together && unusual.length > 1;
  if (pair && !rows.some(({ when }) => unusual.every((name) => name in when)))
    return [
      none(
        given(unusual),
        `CPIC rates ${unusual.join(' and ')} together, in a row that is not in this table; for most such pairs it says to avoid ${entry.drug} (Optional). Read the CPIC text.`,
      ),
    ];
  return [
    ...rows.map(
      ({ when, action, strength, says, note }): Advice => ({
        drug: entry.drug,
        genes: given(Object.keys(when)),
        action,
        strength,
        says,
        version: versionOf(table, entry),
        caveats: [...(note ? [note] : []), ...guideline.caveats, ...table.caveats],
      }),
    ),
    ...asked
      .filter((name) => !rows.some(({ when }) => name in when))
      .map((name) =>
        none(
          given([name]),
          `This table has no row for ${entry.drug} with ${name} ${phenotypes[name]} alone.`,
        ),
      ),
    ...unrecommended,
  ];
}

/** The rows that hold, those of two genes first; a gene is spoken of once. */
function rowsFor({ rows }: Drug, phenotypes: Genes): Row[] {
  const holding = rows
    .filter(({ when }) =>
      Object.entries(when).every(([name, among]) => among.some((one) => one === phenotypes[name])),
    )
    .toSorted((a, b) => Object.keys(b.when).length - Object.keys(a.when).length);
  const spoken = new Set<string>();
  return holding.filter(({ when }) => {
    const names = Object.keys(when);
    const repeats = names.some((name) => spoken.has(name));
    for (const name of names) spoken.add(name);
    return !repeats;
  });
}

function versionOf(table: CpicTable, drug: Drug | undefined): Advice['version'] {
  const guideline = table.guidelines.find(({ id }) => id === drug?.guideline);
  return { set: table.set, ...(guideline && { guideline: guideline.title, pmid: guideline.pmid }) };
}

/** For every medicine of the table, the advice that differs from the usual dose: for a review that names no medicine yet. */
export const notableAdvice = (table: CpicTable, phenotypes: Genes): Advice[] =>
  table.drugs
    .flatMap(({ drug }) => phenotypeAdvice(table, drug, phenotypes))
    .filter(({ action }) => ['adjust-dose', 'another-medicine', 'adjust-or-another'].includes(action));

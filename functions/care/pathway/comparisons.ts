/** How a rule compares. Apart from the schemas, so that a page can offer them too. */
export const COMPARISONS = [
  'at least',
  'at most',
  'more than',
  'less than',
  'equal to',
  'other than',
] as const;

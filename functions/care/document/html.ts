/** Text that is HTML already; whatever else comes into a template is escaped. */
export type Html = { readonly html: string };
type Value = Html | string | number | undefined | readonly Value[];

export const html = (parts: TemplateStringsArray, ...values: Value[]): Html => ({
  html: String.raw({ raw: parts }, ...values.map(shown)),
});

function shown(value: Value): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(shown).join('');
  return typeof value === 'object' ? (value as Html).html : escaped(String(value));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text as it stands in HTML, in an attribute too. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

/** What somebody said, in the language and direction that they said it in. */
export const quoted = (words: string, lang?: string): Html =>
  lang ? html`<q lang="${lang}" dir="auto">${words}</q>` : html`<q dir="auto">${words}</q>`;

/** A table that a screen reader can name; nothing where there are no rows. */
export function table(caption: string, headings: string[], rows: Value[][]): Html {
  if (rows.length === 0) return html``;
  const cells = ([first, ...rest]: Value[]) => html`<tr>
<th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}
</tr>
`;
  return html`<table>
<caption>${caption}</caption>
<thead>
<tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr>
</thead>
<tbody>
${rows.map(cells)}</tbody>
</table>
`;
}

/** What is known, line by line; what is not known is left out. */
export const list = (facts: [term: string, value: Value][]): Html => html`<dl>
${facts.flatMap(([term, value]) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    ? []
    : [html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`],
)}</dl>
`;

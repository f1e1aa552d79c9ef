/** What is in a mail's HTML that nobody reads. */
const UNREAD = new Set(['script', 'style', 'title', 'template', 'svg', 'object', 'select', 'textarea']);
const BREAKS =
  /^(?:p|div|br|tr|li|ul|ol|table|h[1-6]|hr|section|article|header|footer|blockquote|pre|dd|dt)$/;
/** Gmail's and Thunderbird's “On … wrote:”. */
const ATTRIBUTION = /\bclass\s*=\s*["']?[^"'>]*\b(?:gmail_attr|moz-cite-prefix)\b/i;
/** From here on Outlook puts nothing but the message that is answered. */
const OUTLOOK =
  /\bid\s*=\s*["']?(?:x_)*(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container)\b/i;

/** ISO 8859-1 by code point from 160 on: the named entities that mail clients write for accented letters. */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const ENTITIES = new Map<string, string>([
  ...LATIN_1.split(' ').map((name, at) => [name, String.fromCodePoint(160 + at)] as const),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    hellip: '…',
    mdash: '—',
    ndash: '–',
  }),
  ...Object.entries({ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bull: '•', euro: '€' }),
]);

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]\w{1,9}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES.get(name) ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : '';
  });

/**
 * The text of a mail's HTML; `own` leaves out what is quoted. One pass from left to right: an unclosed or nested tag
 * costs no more than any other.
 */
export function textOf(html: string, own: boolean): string {
  const out: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    out.push(decoded(html.slice(at, open < 0 ? undefined : open).replace(/\s+/g, ' ')));
    if (open < 0) break;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    const tag = html.slice(open + 1, close);
    const name = /^\/?([a-z][a-z0-9]*)/i.exec(tag.slice(0, 20))?.[1]?.toLowerCase() ?? '';
    at = close + 1;
    if (BREAKS.test(name)) out.push('\n');
    if (name === 'td' || name === 'th') out.push(' ');
    if (tag.startsWith('/') || tag.endsWith('/')) continue;
    if (own && OUTLOOK.test(tag.slice(0, 400))) break;
    const quoted = own && (name === 'blockquote' || ATTRIBUTION.test(tag.slice(0, 400)));
    if (quoted || UNREAD.has(name)) at = after(html, name, at);
  }
  return out
    .join('')
    .split('\n')
    .map((line) => line.replace(/[ \t\u00a0]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Where the element that was opened before `from` ends; the end of the text where it is never closed. */
function after(html: string, name: string, from: number): number {
  const tags = new RegExp(`<(/?)${name}(?![a-z0-9])`, 'gi');
  tags.lastIndex = from;
  let depth = 1;
  for (let tag = tags.exec(html); tag; tag = tags.exec(html)) {
    depth += tag[1] ? -1 : UNREAD.has(name) ? 0 : 1;
    if (depth > 0) continue;
    const close = html.indexOf('>', tag.index);
    return close < 0 ? html.length : close + 1;
  }
  return html.length;
}

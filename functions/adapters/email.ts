import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Instant } from '../care/time.ts';
import { messageIdFor, OWN_HEADER } from '../mail-ids.ts';

export type OutgoingEmail = {
  /** The intent's key: carried by the Message-ID, the same for every try. */
  key: string;
  /** Addresses only; a name goes beside them, never in them. */
  from: { name: string; address: string };
  to: string;
  replyTo?: string;
  subject: string;
  /** Paragraphs are set off by a blank line; a paragraph that is one https link becomes a button. */
  text: string;
  language: string;
  at: Instant;
  /** Where a POST without a login stops the mail, and an address that does the same (RFC 8058, RFC 2369). */
  unsubscribe?: { url: string; address?: string };
  /** One-tap answers. Each link only opens the page with that answer chosen: a person confirms there. */
  answers?: { text: string; link: string }[];
  /** What the button says, in the client's language. */
  button?: string;
};

/**
 * The whole mail as bytes, for SES `Content.Raw` and SMTP alike: text and HTML that say the same, no picture, nothing
 * fetched, nothing counted. The same input makes the same bytes.
 * @throws RangeError where an address or a link cannot stand in a header
 */
export async function composeEmail(email: OutgoingEmail): Promise<Uint8Array> {
  const [from, to] = [address(email.from.address), address(email.to)];
  const subject = oneLine(email.subject);
  const text = withAnswers(email);
  const unsubscribe = email.unsubscribe && unsubscribeHeaders(email.unsubscribe);
  const domain = from.slice(from.indexOf('@') + 1);
  const composer = new MailComposer({
    messageId: messageIdFor(email.key, domain),
    // SES puts its own Message-ID in place of ours; a reply repeats these besides.
    references: messageIdFor(email.key, `thread.${domain}`),
    date: new Date(email.at),
    from: { name: oneLine(email.from.name), address: from },
    to: { name: '', address: to },
    ...(email.replyTo && { replyTo: { name: '', address: address(email.replyTo) } }),
    subject,
    text,
    html: htmlOf(subject, email),
    headers: {
      ...unsubscribe,
      [OWN_HEADER]: '1',
      // RFC 3834, and what Exchange heeds instead: so that no out-of-office answers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    baseBoundary: createHash('sha256').update(email.key).digest('hex').slice(0, 24),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  } as ConstructorParameters<typeof MailComposer>[0]);
  return composer.compile().build();
}

const ADDRESS = /^[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,64}@[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,190}$/u;

function address(given: string): string {
  if (!ADDRESS.test(given)) throw new RangeError('not an address that mail can be sent to');
  return given;
}

function link(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || local))
    throw new RangeError('not a link that can be put into mail');
  return url.href;
}

/** `prepared`: as it is, since folding would break a long link. `link` has no room for a line break. */
const unsubscribeHeaders = ({ url, address: to }: NonNullable<OutgoingEmail['unsubscribe']>) => {
  const ways = [`<${link(url)}>`, ...(to ? [`<mailto:${address(to)}?subject=unsubscribe>`] : [])];
  return {
    'List-Unsubscribe': { prepared: true, value: ways.join(', ') },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
};

/** A line break in a header starts another header; a direction mark disguises a name. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();

const withAnswers = ({ text, answers = [] }: OutgoingEmail): string => {
  const choices = answers.map((one) => `${oneLine(one.text)}: ${link(one.link)}`);
  return `${[text.toWellFormed().trim(), ...choices].join('\n\n')}\n`;
};

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!);

const RIGHT_TO_LEFT = /^(?:ar|fa|he|ur|ps|ckb|yi|dv)\b/i;
const FONT =
  "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:17px;line-height:1.5";

/**
 * Inline styles, since some mail clients drop the others; `@media` for those that know a dark mode. Colours are dark
 * on light at 7:1 and more, and stay readable where a client inverts them.
 */
function htmlOf(subject: string, { text, language, answers = [], button }: OutgoingEmail): string {
  const lang = /^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/.test(language) ? language : 'en';
  const direction = RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr';
  const paragraphs = text
    .toWellFormed()
    .trim()
    .split(/\n{2,}/)
    .map((one) => (/^https?:\/\/\S+$/.test(one.trim()) ? buttonTo(one.trim(), button) : paragraph(one)));
  const choices = answers.map((one) => buttonTo(one.link, oneLine(one.text)));
  return `<!doctype html>
<html lang="${lang}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>
:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background:#16181b!important;color:#f1f1ee!important}
.go{background:#9ad0c2!important;color:#10201c!important}
.in{color:#9ad0c2!important}
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#ffffff;color:#1c1f21">
<div class="page" style="max-width:560px;margin:0 auto;padding:24px 20px;background:#ffffff;color:#1c1f21;${FONT}">
${[...paragraphs, ...choices].join('\n')}
</div>
</body>
</html>
`;
}

const paragraph = (text: string): string =>
  `<p style="margin:0 0 16px">${escaped(text.trim()).replace(/\n/g, '<br>\n')}</p>`;

/** The link stands in words below its button too, for whoever wants to see where it leads. */
function buttonTo(given: string, says: string | undefined): string {
  const href = escaped(link(given));
  const go =
    'display:inline-block;padding:14px 22px;border-radius:8px;background:#1f5c4d;color:#ffffff;text-decoration:none;font-weight:600';
  if (!says)
    return `<p style="margin:0 0 16px"><a class="in" href="${href}" style="color:#1f5c4d">${href}</a></p>`;
  return `<p style="margin:0 0 16px"><a class="go" href="${href}" style="${go}">${escaped(says)}</a></p>`;
}

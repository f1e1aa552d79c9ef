import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { messageIdFor, OWN_HEADER } from '../mail-ids.ts';
import { type MailParts, type OutboundMessage, Unsendable } from '../ports.ts';

/** Where our mail comes from, and what takes the answers to it. */
export type Letterhead = {
  address: string;
  replyTo?: string;
  /** A mail to it ends the mails too (RFC 2369), as the POST does (RFC 8058). */
  stops?: string;
};

/**
 * The whole mail as bytes, for SES `Content.Raw` and SMTP alike: text and HTML that say the same, no picture, nothing
 * fetched, nothing counted. The same input makes the same bytes.
 * @throws Unsendable where an address or a link cannot stand in a header
 */
export async function composeEmail(message: OutboundMessage, mailbox: Letterhead): Promise<Uint8Array> {
  const mail = partsOf(message);
  const [from, to] = [address(mailbox.address), address(message.to)];
  const subject = oneLine(message.subject ?? '');
  const { name, at, stopUrl } = mail;
  const domain = from.slice(from.indexOf('@') + 1);
  const composer = new MailComposer({
    messageId: messageIdFor(message.key, domain),
    // SES puts its own Message-ID in place of ours; a reply repeats these besides.
    references: messageIdFor(message.key, `thread.${domain}`),
    date: new Date(at),
    from: { name: oneLine(name), address: from },
    to: { name: '', address: to },
    ...(mailbox.replyTo && { replyTo: { name: '', address: address(mailbox.replyTo) } }),
    subject,
    text: withAnswers(message.text, mail),
    html: htmlOf(message),
    headers: {
      ...(stopUrl && unsubscribeHeaders(stopUrl, mailbox.stops)),
      [OWN_HEADER]: '1',
      // RFC 3834, and what Exchange heeds instead: so that no out-of-office answers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    baseBoundary: createHash('sha256').update(message.key).digest('hex').slice(0, 24),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  } as ConstructorParameters<typeof MailComposer>[0]);
  return composer.compile().build();
}

function partsOf({ mail }: OutboundMessage): MailParts {
  if (!mail) throw new Unsendable('not a message that was made for mail');
  return mail;
}

const ADDRESS = /^[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,64}@[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,190}$/u;

function address(given: string): string {
  if (!ADDRESS.test(given)) throw new Unsendable('not an address that mail can be sent to');
  return given;
}

function link(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || local))
    throw new Unsendable('not a link that can be put into mail');
  return url.href;
}

/** `prepared`: as it is, since folding would break a long link. `link` has no room for a line break. */
const unsubscribeHeaders = (url: string, to: string | undefined) => {
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

const withAnswers = (text: string, { asks }: MailParts): string => {
  const choices = asks?.answers.map((one) => `${oneLine(one.text)}: ${link(one.link)}`) ?? [];
  const asked = asks ? [oneLine(asks.question), ...choices] : [];
  return `${[text.toWellFormed().trim(), ...asked].join('\n\n')}\n`;
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
export function htmlOf(message: OutboundMessage): string {
  const { text, subject = '' } = message;
  const { language, asks, button } = partsOf(message);
  const lang = /^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/.test(language) ? language : 'en';
  const direction = RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr';
  const paragraphs = text
    .toWellFormed()
    .trim()
    .split(/\n{2,}/)
    .map((one) => (/^https?:\/\/\S+$/.test(one.trim()) ? buttonTo(one.trim(), button) : paragraph(one)));
  const asked = asks ? [paragraph(oneLine(asks.question))] : [];
  const choices = asks?.answers.map((one) => buttonTo(one.link, oneLine(one.text))) ?? [];
  return `<!doctype html>
<html lang="${lang}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(oneLine(subject))}</title>
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
${[...paragraphs, ...asked, ...choices].join('\n')}
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

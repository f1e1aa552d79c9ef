import PostalMime, { addressParser, type Email } from 'postal-mime';
import { keyIn, OWN_HEADER } from '../mail-ids.ts';
import { textOf } from './email/html.ts';
import { type Bounce, bounceIn, bounceInWords, feedbackIn, keyInReport } from './email/report.ts';
import { newWords } from './email/words.ts';

const EMAIL_KINDS = ['reply', 'auto-reply', 'bounce', 'complaint', 'loop', 'unsubscribe'] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

export type InboundEmail = {
  kind: EmailKind;
  messageId?: string;
  /** Lower case. None where the header names nobody, or more than one: then it is for a person to say. */
  from?: string;
  /** The receiving server found that the mail is not from where it says: anybody may have written it. */
  forged?: true;
  /** No receiving server says whether it is from where it says. */
  unverified?: true;
  /** To, Cc and where it was delivered, lower case. */
  to: string[];
  /** Without angle brackets, as are `references`. */
  inReplyTo?: string;
  references: string[];
  /** The key of the message of ours that it answers, or that a report is about. No proof of who writes. */
  key?: string;
  subject: string;
  /** What is new in it, at most `LONGEST_WORDS`. */
  words: string;
  /** All of its text, quotes and signature too, at most `LONGEST_WHOLE`: look for crisis words here. */
  whole: string;
  bounce?: Bounce;
  complaint?: { recipient?: string };
  /** What came with it, none of which is kept. */
  attachments: { name: string; type: string; bytes: number }[];
  /** Too large, or too long, to be read to its end. */
  cut?: true;
  /** Not to be read as MIME: what could be is here, a person has to look at the raw bytes. */
  unreadable?: true;
};

/** SES takes 40 MB; what a client writes is far below this, and photos are not kept. Bytes. */
export const LARGEST = 10 * 1024 * 1024;
/** Read of what is larger. Bytes. */
const HEAD_OF_LARGE = 256 * 1024;
const LONGEST_WORDS = 20_000;
const LONGEST_WHOLE = 50_000;
/** Markup takes room that words do not. All four in UTF-16 units. */
const LONGEST_HTML = 1_000_000;
const LONGEST_TEXT = 200_000;
const MOST_PARTS = 1000;
/** Ten megabytes of base64 have 140,000. */
const MOST_LINES = 200_000;
/** A line costs the parser as much empty as full: nobody's own words have so many that hold next to nothing. Bytes. */
const SHORT_LINE = 24;
const MOST_SHORT_LINES = 30_000;
const [LF, DASH] = [10, 45];
const MOST_ATTACHMENTS = 50;
const MOST_REFERENCES = 50;
/** RFC 5321 wants servers to take 100 and more; what came through so many is going round. */
const MOST_HOPS = 50;

const LIMITS = {
  maxNestingDepth: 30,
  maxHeadersSize: 128 * 1024,
  // A message that is attached is somebody else's words, and stays an attachment.
  maxRfc822NestingDepth: 0,
};

/** Raw MIME as it came. Never throws: what cannot be read says so. The caller keeps `raw`. */
export async function readEmail(raw: Uint8Array, verifier: Verifier = SES): Promise<InboundEmail> {
  const readable = raw.subarray(0, raw.length > LARGEST ? HEAD_OF_LARGE : readableEnd(raw));
  try {
    const read = understand(await PostalMime.parse(readable, LIMITS), verifier);
    return readable.length < raw.length ? { ...read, cut: true } : read;
  } catch {
    return { ...(await headersOf(raw, verifier)), unreadable: true };
  }
}

/** Where the lines, or those that could each begin a part, become too many: each costs the parser, however short. */
function readableEnd(raw: Uint8Array): number {
  let [lines, short, parts, began] = [0, 0, 0, 0];
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) {
    lines += 1;
    if (at - began < SHORT_LINE) short += 1;
    if (raw[at + 1] === DASH && raw[at + 2] === DASH) parts += 1;
    if (lines === MOST_LINES || short === MOST_SHORT_LINES || parts === MOST_PARTS) return at;
    began = at;
  }
  return raw.length;
}

async function headersOf(raw: Uint8Array, verifier: Verifier): Promise<InboundEmail> {
  try {
    const start = Buffer.from(raw.subarray(0, 64 * 1024)).toString('latin1');
    const headers = start.split(/\r?\n\r?\n/, 1)[0]!;
    const unstructured = headers.replace(/^content-/gim, 'X-Content-');
    const headerless = Buffer.from(`${unstructured}\r\n\r\n`, 'latin1');
    return understand(await PostalMime.parse(headerless, LIMITS), verifier);
  } catch {
    return { kind: 'reply', to: [], references: [], subject: '', words: '', whole: '', attachments: [] };
  }
}

function understand(email: Email, verifier: Verifier): InboundEmail {
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value.trim();
  const parts = email.attachments.map(({ mimeType, content }) => ({ type: mimeType, text: start(content) }));
  const { whole, words, cut } = textIn(email);
  const inReplyTo = idsIn(header('in-reply-to'))[0];
  const references = idsIn(header('references')).slice(-MOST_REFERENCES);
  const messageId = idsIn(header('message-id'))[0];
  const about = (id: string | undefined) => (id === undefined ? undefined : keyIn(id));
  const told = tell(email, header, parts, whole, messageId);
  const key = keyInReport(parts) ?? about(inReplyTo) ?? references.map(about).findLast(Boolean);
  const from = senderOf(email);
  return {
    ...told,
    ...(messageId && { messageId }),
    ...(from && { from }),
    ...verdictOn(email, verifier),
    to: addressesIn(email, ['to', 'cc', 'delivered-to', 'x-original-to']),
    ...(inReplyTo && { inReplyTo }),
    references,
    ...(key && { key }),
    subject: oneLine(email.subject ?? '', 300),
    words,
    whole,
    attachments: email.attachments.slice(0, MOST_ATTACHMENTS).map(({ filename, mimeType, content }) => ({
      name: oneLine(filename ?? '', 120),
      type: oneLine(mimeType, 80),
      bytes: typeof content === 'string' ? content.length : content.byteLength,
    })),
    ...(cut && { cut }),
  };
}

/** The name under which a server says what it found, in a header that it puts above all others (RFC 8601). */
type Verifier = string | null;
const SES = 'amazonses.com';

/** A sender's server that publishes no DMARC policy must at least have signed, or be known by its address. */
function verdictOn({ headers }: Email, verifier: Verifier): Pick<InboundEmail, 'forged' | 'unverified'> {
  // Whoever forges a mail may have written such a header too: only the topmost is the receiving server's own.
  const first = headers.find(({ key }) => key === 'authentication-results')?.value ?? '';
  const [by = '', ...found] = first.split(';').map((part) => part.trim().toLowerCase());
  // A version may stand behind the name.
  if (verifier === null || by.split(/\s/)[0] !== verifier.toLowerCase())
    return verifier === SES ? {} : { unverified: true };
  const says = (verdict: string) => found.some((part) => part.startsWith(verdict));
  const forged = says('dmarc=fail') || !(says('dmarc=pass') || says('dkim=pass') || says('spf=pass'));
  return forged ? { forged } : {};
}

type Header = (name: string) => string | undefined;

function tell(
  email: Email,
  header: Header,
  parts: { type: string; text: string }[],
  whole: string,
  messageId: string | undefined,
): Pick<InboundEmail, 'kind' | 'bounce' | 'complaint'> {
  const hops = email.headers.filter(({ key }) => key === 'received').length;
  const part = (type: string) => parts.find((one) => one.type === type)?.text;
  if (header(OWN_HEADER.toLowerCase()) !== undefined || (messageId && keyIn(messageId)) || hops > MOST_HOPS)
    return { kind: 'loop' };
  const feedback = part('message/feedback-report');
  if (feedback !== undefined) {
    const { type, recipient } = feedbackIn(feedback);
    if (type === 'not-spam') return { kind: 'auto-reply' };
    if (type === 'opt-out') return { kind: 'unsubscribe' };
    return { kind: 'complaint', complaint: { ...(recipient && { recipient }) } };
  }
  const status = part('message/delivery-status') ?? part('message/global-delivery-status');
  if (status !== undefined) {
    const bounce = bounceIn(status);
    return bounce ? { kind: 'bounce', bounce } : { kind: 'auto-reply' };
  }
  const failed = header('x-failed-recipients');
  const sender = addressesIn(email, ['from'])[0] ?? '';
  const unanswerable = header('return-path') === '<>';
  if (failed || (/^(?:mailer-daemon|postmaster)@/.test(sender) && (unanswerable || header('auto-submitted'))))
    return { kind: 'bounce', bounce: bounceInWords(whole, failed) };
  if (asksToUnsubscribe(email)) return { kind: 'unsubscribe' };
  return { kind: unanswerable || isAutomatic(header, email.subject ?? '') ? 'auto-reply' : 'reply' };
}

const asksToUnsubscribe = (email: Email): boolean =>
  addressesIn(email, ['to', 'delivered-to']).some((to) => /^unsubscribe(?:[+.-][^@]*)?@/.test(to)) ||
  /^\s*unsubscribe\s*$/i.test(email.subject ?? '');

const AUTOMATIC_SUBJECT =
  /^\s*(?:automatic reply|auto[- ]?reply|auto(?:matic)? response|out of (?:the )?office|respuesta automática|fuera de (?:la )?oficina|réponse automatique|absence du bureau|automatische antwort|abwesenheitsnotiz|risposta automatica|resposta automática|automatisch antwoord|رد تلقائي|الرد التلقائي|رد آلي|خارج المكتب|自动回复|自動返信)/iu;

/** RFC 3834 first; then what came before it and still does. */
function isAutomatic(header: Header, subject: string): boolean {
  const submitted = header('auto-submitted')?.toLowerCase();
  if (submitted !== undefined && !/^no\b/.test(submitted)) return true;
  if (
    ['x-autoreply', 'x-autorespond', 'x-autogenerated', 'list-id'].some((name) => header(name) !== undefined)
  )
    return true;
  if (/^(?:auto_reply|bulk|junk|list)$/i.test(header('precedence') ?? '')) return true;
  return /disposition-notification/i.test(header('content-type') ?? '') || AUTOMATIC_SUBJECT.test(subject);
}

function textIn({ text, html }: Email): { whole: string; words: string; cut?: true } {
  const written = (text ?? '').trim() === '' ? undefined : text!;
  const shown = (html ?? '').slice(0, LONGEST_HTML);
  const long = (written ?? html ?? '').length > (written === undefined ? LONGEST_HTML : LONGEST_TEXT);
  const whole = clean(written ?? textOf(shown, false));
  const words = newWords(clean(written ?? textOf(shown, true)));
  return {
    whole: whole.slice(0, LONGEST_WHOLE).toWellFormed(),
    words: words.slice(0, LONGEST_WORDS).toWellFormed(),
    ...((long || whole.length > LONGEST_WHOLE || words.length > LONGEST_WORDS) && { cut: true as const }),
  };
}

/** Without the control characters that neither the log nor a screen can hold. */
const clean = (text: string): string =>
  text
    .slice(0, LONGEST_TEXT)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();

const oneLine = (text: string, longest: number): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();

const start = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string'
    ? content
    : Buffer.from(content as ArrayBuffer)
        .subarray(0, 32 * 1024)
        .toString();

const idsIn = (value: string | undefined): string[] =>
  [...(value ?? '').matchAll(/<([^<>\s]{1,900})>/g)].map(([, id]) => id!);

const ADDRESS = /^[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,64}@[^\s@<>"'(),;:\\[\]\p{Cc}\p{Cf}]{1,190}$/u;

/** Read from the header as it stands, so that an address which an encoded word hides is none. */
function addressesIn(email: Email, names: string[]): string[] {
  const found = email.headers
    .filter(({ key }) => names.includes(key))
    .flatMap(({ value }) =>
      addressParser(value.slice(0, 10_000), { flatten: true })
        .map(({ address }) => (address ?? '').toLowerCase())
        .filter((address) => ADDRESS.test(address)),
    );
  return [...new Set(found)].slice(0, 100);
}

function senderOf(email: Email): string | undefined {
  const [one, ...more] = addressesIn(email, ['from']);
  return more.length ? undefined : one;
}

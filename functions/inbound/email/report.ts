import { keyIn } from '../../mail-ids.ts';

/** `permanent`: the address itself will not take mail (RFC 3463 class 5); otherwise only this try failed. */
export type Bounce = { status: string; recipient?: string; permanent: boolean };

type Part = { type: string; text: string };

const field = (block: string, name: string): string | undefined =>
  new RegExp(`^${name}[ \\t]*:[ \\t]*(.+)$`, 'im').exec(block)?.[1]?.trim();

const unfolded = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ');

/** `rfc822; someone@example.org` as the bare address. */
const recipientIn = (block: string): string | undefined =>
  (field(block, 'Original-Recipient') ?? field(block, 'Final-Recipient'))
    ?.replace(/^[\w-]+\s*;\s*/, '')
    .replace(/^<|>$/g, '')
    .toLowerCase();

/** The first recipient that a delivery status (RFC 3464) says was not reached; none where all were. */
export function bounceIn(text: string): Bounce | undefined {
  for (const block of unfolded(text).split(/\n\s*\n/)) {
    const action = field(block, 'Action')?.toLowerCase();
    if (action !== 'failed' && action !== 'delayed') continue;
    const stated = /[245]\.\d{1,3}\.\d{1,3}/.exec(field(block, 'Status') ?? '')?.[0];
    const status = stated ?? (action === 'failed' ? '5.0.0' : '4.0.0');
    return {
      status,
      recipient: recipientIn(block),
      permanent: action === 'failed' && status.startsWith('5'),
    };
  }
  return undefined;
}

/** A bounce in words only, as some servers still send it. */
export function bounceInWords(text: string, failed: string | undefined): Bounce {
  const status = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0];
  const named = failed ?? /<([^\s<>@]+@[^\s<>@]+)>/.exec(text)?.[1];
  return {
    status: status ?? '5.0.0',
    recipient: named?.split(',')[0]?.trim().toLowerCase(),
    permanent: !status?.startsWith('4'),
  };
}

/** What a feedback report (RFC 5965) says: `abuse` is the spam button; `not-spam` is its opposite. */
export const feedbackIn = (text: string): { type: string; recipient?: string } => ({
  type: field(unfolded(text), 'Feedback-Type')?.toLowerCase() ?? 'other',
  recipient: field(unfolded(text), 'Original-Rcpt-To')?.replace(/^<|>$/g, '').toLowerCase(),
});

/** The key of the message that a report is about, from the copy of it or of its headers. */
export function keyInReport(parts: Part[]): string | undefined {
  const copies = parts.filter(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers');
  for (const { text } of copies) {
    const id = field(unfolded(text), 'Message-ID');
    const key = id && keyIn(id);
    if (key) return key;
  }
  return undefined;
}

/**
 * The Message-ID of what we send carries the key of its intent, so that a reply's `In-Reply-To`, a bounce and a
 * complaint lead back to it. It is no proof of who writes: whoever has seen one mail knows its id.
 */
export const messageIdFor = (key: string, domain: string): string =>
  `<attune.${Buffer.from(key).toString('base64url')}@${domain}>`;

/** The key in a Message-ID of ours. */
export function keyIn(messageId: string): string | undefined {
  const coded = /^<?attune\.([\w-]{1,700})@[^\s<>@]+>?$/.exec(messageId.trim())?.[1];
  const key = coded && Buffer.from(coded, 'base64url').toString();
  return key && /^[\x21-\x7e]+$/.test(key) ? key : undefined;
}

/** On everything that we send, so that it is known again when it comes back to us. */
export const OWN_HEADER = 'X-Attune';

/** The name under which provider events carry the message's key back. */
export const KEY_TAG = 'attune-key';

/** The key in the letters that an SES tag may have: letters, digits, `_`, `-`, `.`, `@`. */
export const tagOf = (key: string): string => Buffer.from(key).toString('base64url');
export const keyOfTag = (tag: string): string => Buffer.from(tag, 'base64url').toString();

import type { Channel, Messages, OwnTexts, Wordable } from './messages.ts';
import { outsideGsm, render, smsSegments } from './render.ts';

/** Where in the texts, what is wrong, how to mend it. */
export type TextFault = { at: 'sms' | 'email.subject' | 'email.text'; fault: string; mend: string };

/**
 * A message is read over shoulders, on locked screens and by whoever shares the phone: parts of words that tell what
 * the clinic treats, what it asks with, or what was answered. In every language that texts are written in.
 */
const TELLING =
  /[\p{L}\p{N}-]*(?:depres|anxi|ansied|phq|gad-?\d|pcl-?\d|ptsd|tept|suicid|harm|daño|diagn|therap|terap|psy|psi[cq]|mental|medic|symptom|síntom|treat|tratam|disorder|trastorn|score|puntaje|mood|ánimo|crisis|patient|pacient|clinician|doctor|counsel|consejer|bipolar|schizo|esquizo|trauma|addict|adicc|alcohol|antidep|relapse|recaíd|اكتئاب|قلق|انتحار|علاج|نفسي|مريض|دواء|طبيب|اضطراب|مزاج|أعراض|تشخيص)[\p{L}\p{N}-]*/giu;
export const telling = (text: string): string[] => [...new Set(text.match(TELLING) ?? [])];

/** Carriers' filters and people alike take a second address for a trick. */
const ADDRESS = /https?:|www\.|[\w.]+@[\w.]+/i;
/** More than three texts arrive torn, where they arrive. */
const MOST_SEGMENTS = 3;

/** As long as the links that AWS gives out: an address of its own domain, and a token of 128 bits. */
export const SAMPLE = {
  clinic: 'Riverside Clinic',
  link: `https://d111111abcdef8.cloudfront.net/c#${'k'.repeat(22)}`,
  minutes: 5,
};

type Place = { language: string; messages: Pick<Messages, 'unwatched' | 'templates'>; clinic?: string };

/** A pathway's own words as they would go out. */
export const shownAs = (
  own: OwnTexts,
  template: Wordable,
  channel: Channel,
  { language, messages, clinic = SAMPLE.clinic }: Place,
) =>
  render(
    { [language]: messages },
    template,
    language,
    channel,
    { ...SAMPLE, clinic },
    {
      [language]: { [template]: own },
    },
  );

/** Why these words may not go out to a client. */
export function* ownTextFaults(own: OwnTexts, template: Wordable, place: Place): Generator<TextFault> {
  const { sms, email } = own;
  for (const [at, text] of [
    ['sms', sms],
    ['email.subject', email.subject],
    ['email.text', email.text],
  ] as const) {
    const told = telling(text.replace(/\{\w+\}/g, ' '));
    if (told.length > 0)
      yield {
        at,
        fault: `${told.map((word) => `“${word}”`).join(', ')} tells whoever sees the phone what this is about`,
        mend: 'say it without: what it is about stands behind the link',
      };
    if (ADDRESS.test(text))
      yield { at, fault: 'holds an address', mend: 'take it out; {link} is the only way in' };
    if (at === 'email.subject') {
      if (text.includes('{link}')) yield { at, fault: 'holds the link', mend: 'put {link} into the text' };
      continue;
    }
    for (const name of ['{link}', '{clinic}'])
      if (!text.includes(name))
        yield {
          at,
          fault: `${name} is missing`,
          mend: name === '{link}' ? 'put it where the link goes' : 'say who writes',
        };
  }
  if (!/\bSTOP\b/.test(sms))
    yield {
      at: 'sms',
      fault: 'does not say how to stop',
      mend: `end it as the shipped text does: “${place.messages.templates[template].sms.split('{link}').at(-1)!.trim()}”`,
    };
  if (!email.text.includes(place.messages.unwatched))
    yield {
      at: 'email.text',
      fault: 'does not say that nobody watches the mailbox, and what to do in danger',
      mend: `keep this sentence: “${place.messages.unwatched}”`,
    };
  const { segments } = segmentsOf(own, template, place);
  if (segments > MOST_SEGMENTS)
    yield {
      at: 'sms',
      fault: `goes out as ${segments} texts`,
      mend: `shorten it to ${MOST_SEGMENTS} at most`,
    };
}

/** How an SMS is cut, with a link of usual length, and which letters make it dearer. */
export function segmentsOf(own: OwnTexts, template: Wordable, place: Place) {
  const { text } = shownAs(own, template, 'sms', place);
  return { ...smsSegments(text), length: [...text].length, outside: outsideGsm(text) };
}

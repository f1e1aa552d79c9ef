import type { Fault } from '../faults.ts';
import type { Messages, OwnTexts, Wordable } from '../messages/messages.ts';
import { ownTextFaults, segmentsOf } from '../messages/own-texts.ts';
import type { Pathway } from './pathway.ts';

type Given = { messages?: Record<string, Messages>; clinic?: string };

function* ownTexts({ wording = {} }: Pathway): Generator<[string, Wordable, OwnTexts]> {
  for (const [language, texts] of Object.entries(wording))
    for (const [template, own] of Object.entries(texts)) yield [language, template as Wordable, own];
}

/** What is wrong with the pathway's own texts. */
export function* wordingFaults(pathway: Pathway, { messages = {}, clinic }: Given): Generator<Fault> {
  for (const [language, template, own] of ownTexts(pathway)) {
    const shipped = messages[language];
    if (!shipped) {
      yield {
        path: `wording.${language}`,
        fault: `there are no message texts in “${language}” to stand beside these`,
        mend: `use one of: ${Object.keys(messages).join(', ')}`,
      };
      continue;
    }
    for (const { at, fault, mend } of ownTextFaults(own, template, { language, messages: shipped, clinic }))
      yield { path: `wording.${language}.${template}.${at}`, fault, mend };
  }
}

/** What the pathway's own texts cost more than those that ship, and where they are missing in a language. */
export function* wordingWarnings(pathway: Pathway, { messages = {}, clinic }: Given): Generator<Fault> {
  for (const [language, template, own] of ownTexts(pathway)) {
    const place = { language, messages: messages[language]!, clinic };
    const { segments, outside } = segmentsOf(own, template, place);
    const usual = segmentsOf(place.messages.templates[template], template, place).segments;
    if (segments > usual)
      yield {
        path: `wording.${language}.${template}.sms`,
        fault: `costs ${segments} texts each time, and the shipped one ${usual}`,
        mend: outside.length > 0 && usual === 1 ? `write it without ${outside.join(' ')}` : 'shorten it',
      };
    for (const other of pathway.languages.map((one) => one.split('-')[0]!))
      if (messages[other] && !pathway.wording?.[other]?.[template])
        yield {
          path: `wording.${language}.${template}`,
          fault: `is worded in “${language}”; in “${other}” the shipped text goes out`,
          mend: `word it in “${other}” as well`,
        };
  }
}

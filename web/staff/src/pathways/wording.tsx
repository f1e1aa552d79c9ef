import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useContext, useState } from 'react';
import type { OwnTexts, Wordable, Wording } from '../../../../functions/care/messages/messages.ts';
import { ownTextFaults, segmentsOf } from '../../../../functions/care/messages/own-texts.ts';
import { Pill } from '../parts/page.tsx';
import { useTexts } from '../texts.ts';
import { KnownContext, useFault } from './known.ts';
import { Phone } from './phone.tsx';
import type { Given } from './times.tsx';
import { texts } from './wording-texts.ts';

type Place = 'sms' | 'email.subject' | 'email.text';

/** The pathway's own words for what asks something of clients, beside a phone that shows them. */
export function WordingFields({ label, path, value: wording = {}, onChange }: Given<Wording | undefined>) {
  const say = useTexts(texts);
  const { texts: shipped, languages: all, spoken } = useContext(KnownContext);
  const languages = all.filter((one) => spoken.includes(one) || wording[one]);
  const [language, choose] = useState(languages[0] ?? 'en');
  const [template, pick] = useState<Wordable>('request.intake');
  const inLanguage = shipped.messages[language];
  const usual = inLanguage?.templates[template];
  if (!inLanguage || !usual) return null;
  const own = wording[language]?.[template];
  const shown: OwnTexts = own ?? usual;
  const keep = (texts: OwnTexts | undefined) => {
    const { [template]: _, ...others } = wording[language] ?? {};
    const here = texts ? { ...others, [template]: texts } : others;
    const { [language]: __, ...rest } = wording;
    const all = Object.keys(here).length > 0 ? { ...rest, [language]: here } : rest;
    onChange(Object.keys(all).length > 0 ? all : undefined);
  };
  const place = { language, messages: inLanguage as never, clinic: shipped.clinic };
  return (
    <fieldset className="field-group" id={path}>
      <legend className="unseen">{label}</legend>
      <p className="soft small">{say('about')}</p>
      <div className="field-row">
        <SegmentedControl
          aria-label={say('language')}
          value={language}
          data={languages.map((one) => ({ value: one, label: one }))}
          onChange={choose}
        />
        <NativeSelect
          aria-label={say('message')}
          value={template}
          data={(Object.keys(inLanguage.templates) as Wordable[]).map((id) => ({
            value: id,
            label: wording[language]?.[id] ? say('ownName', { what: say(id) }) : say(id),
          }))}
          onChange={({ currentTarget }) => pick(currentTarget.value as Wordable)}
        />
      </div>
      <div className="wording-columns">
        <div className="editor-form">
          <div className="field-row">
            <Pill tone={own ? 'blue' : 'grey'}>{say(own ? 'own' : 'shipped')}</Pill>
            <Button
              size="compact-sm"
              variant={own ? 'subtle' : 'default'}
              onClick={() => keep(own ? undefined : structuredClone(usual))}
            >
              {say(own ? 'toShipped' : 'toOwn')}
            </Button>
          </div>
          <Texts
            key={`${language}/${template}`}
            path={`${path}.${language}.${template}`}
            shown={shown}
            disabled={!own}
            language={language}
            segments={attempt(() => segmentsOf(shown, template, place))}
            faults={own ? (attempt(() => [...ownTextFaults(own, template, place)]) ?? []) : []}
            onChange={keep}
          />
        </div>
        <Phone texts={shown} template={template} place={place} button={inLanguage.button} />
      </div>
    </fieldset>
  );
}

function Texts({
  path,
  shown: { sms, email },
  disabled,
  language,
  segments,
  faults,
  onChange,
}: {
  path: string;
  shown: OwnTexts;
  disabled: boolean;
  language: string;
  segments?: ReturnType<typeof segmentsOf>;
  faults: { at: Place; fault: string; mend: string }[];
  onChange: (texts: OwnTexts) => void;
}) {
  const say = useTexts(texts);
  const saved: Record<Place, string | undefined> = {
    sms: useFault(`${path}.sms`, false),
    'email.subject': useFault(`${path}.email.subject`, false),
    'email.text': useFault(`${path}.email.text`, false),
  };
  const field = (at: Place, value: string, change: (value: string) => OwnTexts) => {
    const here = faults.filter((one) => one.at === at).map(({ fault, mend }) => `${fault}: ${mend}`);
    return {
      id: `${path}.${at}`,
      label: say(at),
      value,
      disabled,
      lang: language,
      dir: 'auto' as const,
      error: here.length > 0 ? here.join('. ') : saved[at],
      onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
        onChange(change(currentTarget.value)),
    };
  };
  return (
    <>
      <Textarea {...field('sms', sms, (text) => ({ sms: text, email }))} autosize minRows={2} />
      <p className="small soft" role="status">
        {segments
          ? say('segments', { n: segments.segments, letters: segments.length, encoding: segments.encoding })
          : say('unfilled')}
        {segments?.encoding === 'UCS-2' && language !== 'ar' && (
          <span className="fault"> {say('outside', { letters: segments.outside.join(' ') })}</span>
        )}
      </p>
      <TextInput
        {...field('email.subject', email.subject, (subject) => ({ sms, email: { ...email, subject } }))}
      />
      <Textarea
        {...field('email.text', email.text, (text) => ({ sms, email: { ...email, text } }))}
        autosize
        minRows={6}
      />
      <p className="small soft">
        {say('places', { clinic: '{clinic}', link: '{link}', minutes: '{minutes}' })}
      </p>
    </>
  );
}

/** While somebody is still writing `{lin`, there is nothing to show. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Channel, OwnTexts, Wordable } from '../../../../functions/care/messages/messages.ts';
import { SAMPLE, shownAs } from '../../../../functions/care/messages/own-texts.ts';
import { useTexts } from '../texts.ts';
import { texts } from './wording-texts.ts';

/** What a client would see, filled in as the sender fills it in; the link is one of usual length. */
export function Phone({
  texts: own,
  template,
  place,
  button,
}: {
  texts: OwnTexts;
  template: Wordable;
  place: Parameters<typeof shownAs>[3];
  button: string;
}) {
  const say = useTexts(texts);
  const [channel, turn] = useState<Channel>('sms');
  let shown: { subject?: string; text: string } | undefined;
  try {
    shown = shownAs(own, template, channel, place);
  } catch {
    shown = undefined;
  }
  return (
    <figure className="phone" aria-label={say('phone')}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={say('channel')}
        value={channel}
        data={(['sms', 'email'] as const).map((value) => ({ value, label: say(`channel.${value}`) }))}
        onChange={(value) => turn(value as Channel)}
      />
      <div className="phone-screen" lang={place.language} dir={place.language === 'ar' ? 'rtl' : 'ltr'}>
        <div className="phone-from">{place.clinic}</div>
        {!shown ? (
          <p className="soft small">{say('unfilled')}</p>
        ) : channel === 'sms' ? (
          <p className="phone-bubble">{shown.text}</p>
        ) : (
          <div className="phone-mail">
            <strong>{shown.subject}</strong>
            {shown.text.split(/\n{2,}/).map((paragraph, n) =>
              paragraph.trim() === SAMPLE.link ? (
                <p key={n}>
                  <span className="phone-button">{button}</span>
                </p>
              ) : (
                <p key={n}>{paragraph}</p>
              ),
            )}
          </div>
        )}
      </div>
    </figure>
  );
}

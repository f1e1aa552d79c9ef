import { Stack } from '@mantine/core';
import { call } from '../api.ts';
import { useStaff } from '../parts/people.ts';
import { day } from '../parts/when.tsx';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import type { Client } from './data.ts';
import { WhyForm } from './why-form.tsx';

const texts = inBoth(
  {
    about:
      'While it stands, nothing of this client is erased, made anonymous or runs out, whatever the clinic’s retention says. Care goes on as it is.',
    stands: 'Set by {name} on {day}: {why}',
    set: 'Set the legal hold',
    lift: 'Lift the legal hold',
  },
  {
    about:
      'Mientras está en vigor, nada de este paciente se borra, se anonimiza ni caduca, diga lo que diga la conservación de la clínica. La atención sigue igual.',
    stands: 'Puesta por {name} el {day}: {why}',
    set: 'Poner la retención legal',
    lift: 'Levantar la retención legal',
  },
);

/** For admins: what a court or an inquiry may ask for stays. */
export function LegalHold({ client, onSaved }: { client: Client; onSaved: () => void }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const { clientId, hold } = client;
  const params = { clientId };
  return (
    <Stack>
      <p className="small soft">{say('about')}</p>
      {hold && (
        <p>
          {say('stands', {
            name: nameOf({ staff: hold.by }),
            day: day(hold.at, language),
            why: hold.why,
          })}
        </p>
      )}
      <WhyForm
        does={say(hold ? 'lift' : 'set')}
        run={(why) =>
          hold
            ? call('POST /clients/{clientId}/legal-hold/lift', { params, body: { why } })
            : call('POST /clients/{clientId}/legal-hold/set', { params, body: { why } })
        }
        onSaved={onSaved}
      />
    </Stack>
  );
}

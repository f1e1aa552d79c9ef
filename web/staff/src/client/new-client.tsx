import './client.css';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../api.ts';
import { Page, Panel } from '../parts/page.tsx';
import { useClinic } from '../parts/people.ts';
import { Refused } from '../parts/refused.tsx';
import { faultsAt, Loaded } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import { type Profile, ProfileFields, whole } from './profile.tsx';

const texts = inBoth(
  {
    title: 'Add a client',
    about:
      'Nothing is sent yet: after this you enrol them on a pathway, and see first what they would be sent.',
    many: 'Several at once: import a client list',
    add: 'Add and go on to enrol',
  },
  {
    title: 'Añadir un paciente',
    about: 'Aún no se envía nada: después lo inscribe en un itinerario, y ve antes qué se le enviaría.',
    many: 'Varios a la vez: importar una lista',
    add: 'Añadir e ir a la inscripción',
  },
);

export default function NewClient() {
  const say = useTexts(texts);
  const clinic = useClinic();
  return (
    <Page title={say('title')}>
      <Loaded query={clinic}>
        {({ country, calendar: { zone } }) => <Form country={country} zone={zone} />}
      </Loaded>
    </Page>
  );
}

function Form({ country, zone }: { country: string; zone: string }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [given, give] = useState<Profile>({
    ...{ name: '', dateOfBirth: '', channel: 'sms', consents: {} },
    ...{ country, zone, language },
  });
  const add = useMutation({
    mutationFn: () => call('POST /clients', { body: whole(given) }),
    onSuccess(client) {
      queries.setQueryData(['client', client.clientId], client);
      go(`/clients/${client.clientId}/enrol`, { replace: true });
    },
  });
  const { faultAt } = faultsAt(add.error);
  return (
    <form
      className="new-client"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <p className="soft">
        {say('about')} <Link href="/clinic/roster">{say('many')}</Link>
      </p>
      <Panel>
        <ProfileFields given={given} give={give} faultAt={faultAt} />
      </Panel>
      <Refused error={add.error} />
      <div className="cadence-row">
        <Button type="submit" loading={add.isPending} disabled={!given.name.trim() || !given.dateOfBirth}>
          {say('add')}
        </Button>
        <Button variant="default" onClick={() => history.back()}>
          {sayParts('cancel')}
        </Button>
      </div>
    </form>
  );
}

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../parts/page.tsx';
import { useTexts } from '../texts.ts';
import { RowForm } from './form.tsx';
import { type Clinic, useIsAdmin, useSaveClinic } from './save.tsx';
import { texts } from './texts.ts';

/** The name that stands in every message, where the clinic is, and whose clock its calendar goes by. */
export function Basics({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const { calendar } = clinic;
  const [given, give] = useState({ name: clinic.name, country: clinic.country, zone: calendar.zone });
  const save = useSaveClinic();
  const { name, country, zone } = given;
  return (
    <Panel title={say('clinic')}>
      <RowForm onSubmit={() => save.mutate({ name, country, calendar: { ...calendar, zone } })}>
        <TextInput
          label={say('clinicName')}
          description={say('clinicNameDo')}
          disabled={!isAdmin}
          value={name}
          onChange={({ currentTarget }) => give({ ...given, name: currentTarget.value })}
        />
        <TextInput
          label={say('country')}
          disabled={!isAdmin}
          maxLength={2}
          value={country}
          onChange={({ currentTarget }) => give({ ...given, country: currentTarget.value.toUpperCase() })}
        />
        <NativeSelect
          label={say('zone')}
          disabled={!isAdmin}
          value={zone}
          data={[...new Set([zone, ...Intl.supportedValuesOf('timeZone')])]}
          onChange={({ currentTarget }) => give({ ...given, zone: currentTarget.value })}
        />
        {isAdmin && (
          <Button
            type="submit"
            variant="default"
            loading={save.isPending}
            disabled={name === clinic.name && country === clinic.country && zone === calendar.zone}
          >
            {say('save')}
          </Button>
        )}
      </RowForm>
    </Panel>
  );
}

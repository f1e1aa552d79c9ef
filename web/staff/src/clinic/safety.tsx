import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HealthFinding } from '../../../../functions/care/health.ts';
import { call } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useTexts } from '../texts.ts';
import { CrisisLines } from './crisis-lines.tsx';
import { RowForm } from './form.tsx';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic } from './save.tsx';
import { texts } from './texts.ts';

export function Safety({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const health = useQuery({
    queryKey: ['clinic', 'health'],
    queryFn: () => call('GET /clinic/health'),
    enabled: isAdmin,
  });
  return (
    <>
      <ReadOnly />
      {isAdmin && (
        <Panel
          title={say('health')}
          tone={health.data?.findings.some(({ loud }) => loud) ? 'red' : undefined}
        >
          <Loaded query={health}>
            {({ findings }) =>
              findings.length === 0 ? (
                <p>
                  <Icon name="check" size={16} /> {say('healthy')}
                </p>
              ) : (
                <Table>
                  {findings.map(({ kind, loud, what, mend }) => (
                    <tr key={what}>
                      <td>
                        <Pill tone={loud ? 'red' : 'grey'}>
                          {say(`health.${kind as HealthFinding['kind']}`)}
                        </Pill>
                      </td>
                      <td>
                        {what}
                        <div className="small soft">{mend}</div>
                      </td>
                    </tr>
                  ))}
                </Table>
              )
            }
          </Loaded>
          <OwnPhone clinic={clinic} />
        </Panel>
      )}
      <CrisisLines country={clinic.country} />
    </>
  );
}

function OwnPhone({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const [phone, setPhone] = useState(clinic.phone ?? '');
  const save = useSaveClinic();
  return (
    <RowForm onSubmit={() => save.mutate({ phone: phone.trim() })}>
      <TextInput
        type="tel"
        label={say('ownPhone')}
        placeholder="+14155550134"
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={save.isPending}
        disabled={!phone.trim() || phone.trim() === clinic.phone}
      >
        {say('save')}
      </Button>
    </RowForm>
  );
}

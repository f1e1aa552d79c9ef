import './pathways.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call, type Reply } from '../api.ts';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useSession } from '../session.ts';
import { useTexts } from '../texts.ts';
import { ImportInstrument } from './import-instrument.tsx';
import { InstrumentTable } from './instruments.tsx';
import { texts } from './texts.ts';

export default function Pathways() {
  const say = useTexts(texts);
  const { session } = useSession();
  const isAdmin = session?.roles.includes('admin');
  const found = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  const instruments = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  return (
    <Page title={say('pathways')}>
      <Loaded query={found}>
        {({ pathways }) =>
          pathways.length === 0 ? (
            <Empty title={say('none')}>{say('noneDo')}</Empty>
          ) : (
            <Panel>
              <Table heads={[say('title'), say('version'), isAdmin && say('edit')]}>
                {pathways.map(({ id, title, published, draftedAt }) => (
                  <tr key={id}>
                    <td>{title}</td>
                    <td>
                      {published || '–'} {draftedAt !== undefined && <Pill tone="blue">{say('draft')}</Pill>}
                    </td>
                    {isAdmin && (
                      <td>
                        <Button
                          size="compact-sm"
                          component={Link}
                          href={`/pathways/${id}`}
                          aria-label={`${say('edit')}: ${title}`}
                        >
                          {say('edit')}
                        </Button>{' '}
                        {published > 0 && (
                          <Button
                            size="compact-sm"
                            variant="default"
                            component={Link}
                            href={`/pathways/${id}/moves`}
                            aria-label={`${say('move')}: ${title}`}
                          >
                            {say('move')}
                          </Button>
                        )}
                      </td>
                    )}
                  </tr>
                ))}
              </Table>
              {isAdmin && <Another pathways={pathways} />}
            </Panel>
          )
        }
      </Loaded>
      <Loaded query={instruments}>
        {({ instruments }) => (
          <Panel title={say('instruments')}>
            {isAdmin && <ImportInstrument />}
            <InstrumentTable instruments={instruments} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

/** A draft of a pathway that is not there yet, begun as a copy of one that is published. */
function Another({ pathways }: { pathways: Reply<'GET /pathways'>['pathways'] }) {
  const say = useTexts(texts);
  const [, go] = useLocation();
  const published = pathways.filter((one) => one.published > 0);
  const [id, name] = useState('');
  const [from, beginFrom] = useState(published[0]?.id ?? '');
  const begin = useMutation({
    async mutationFn() {
      const version = published.find((one) => one.id === from)!.published;
      const copied = await call('GET /pathways/{pathwayId}/versions/{version}', {
        params: { pathwayId: from, version },
      });
      const body = { ...copied, id, title: id };
      await call('PUT /pathways/{pathwayId}/draft', { params: { pathwayId: id }, body });
    },
    onSuccess: () => go(`/pathways/${id}`),
  });
  const isNew = /^[a-z][a-z0-9-]{0,39}$/.test(id) && !pathways.some((one) => one.id === id);
  if (published.length === 0) return null;
  return (
    <form
      className="dates"
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <TextInput
        label={say('newId')}
        value={id}
        onChange={({ currentTarget }) => name(currentTarget.value)}
      />
      <NativeSelect
        label={say('beginFrom')}
        value={from}
        data={published.map((one) => ({ value: one.id, label: one.title }))}
        onChange={({ currentTarget }) => beginFrom(currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!isNew} loading={begin.isPending}>
        {say('writeNew')}
      </Button>
      {begin.error && <Failure error={begin.error} />}
    </form>
  );
}

import { Button, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, PAGED, type Reply } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { useRefused } from '../parts/refused.tsx';
import { Coming, Empty } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { SHARED } from '../shell/news.ts';
import { inBoth, useTexts } from '../texts.ts';

type Held = Reply<'GET /held'>['held'][number];

const texts = inBoth(
  {
    held: 'Held',
    about: 'Words that came in and lead to no one client. Say whose they are, or why nobody’s.',
    none: 'Nothing is held',
    noneDo: 'What comes from an unknown address, or one that several clients share, stands here.',
    alarming: 'may be a call for help',
    bind: 'Say whose',
    dismiss: 'Dismiss',
    whose: 'Whose words are these?',
    name: 'Name',
    client: 'Client',
    why: 'Why',
    older: 'Show more',
    bound: 'The words stand in the chart',
    dismissed: 'Dismissed',
    sms: 'text message',
    email: 'email',
  },
  {
    held: 'Sin asignar',
    about: 'Palabras que llegaron y no llevan a un solo paciente. Diga de quién son, o por qué de nadie.',
    none: 'No hay nada sin asignar',
    noneDo: 'Aquí está lo que viene de una dirección desconocida o compartida por varios pacientes.',
    alarming: 'puede ser una petición de ayuda',
    bind: 'Decir de quién',
    dismiss: 'Descartar',
    whose: '¿De quién son estas palabras?',
    name: 'Nombre',
    client: 'Paciente',
    why: 'Por qué',
    older: 'Ver más',
    bound: 'Las palabras están en la historia',
    dismissed: 'Descartado',
    sms: 'mensaje de texto',
    email: 'correo',
  },
);

export default function HeldWords() {
  const say = useTexts(texts);
  const [settling, settle] = useState<{ held: Held; as: 'bind' | 'dismiss' }>();
  const found = useInfiniteQuery({
    queryKey: ['held'],
    queryFn: ({ pageParam }) => call('GET /held', { query: { after: pageParam } }),
    ...PAGED,
    ...SHARED,
  });
  const held = (found.data?.pages ?? [])
    .flatMap((page) => page.held)
    .sort((a, b) => Number(b.alarming) - Number(a.alarming));
  return (
    <Page title={say('held')}>
      <p className="soft">{say('about')}</p>
      {!found.data ? (
        <Coming query={found} />
      ) : held.length === 0 ? (
        <Empty title={say('none')}>{say('noneDo')}</Empty>
      ) : (
        held.map((one) => (
          <Panel
            key={one.id}
            tone={one.alarming ? 'red' : undefined}
            title={`${one.from} · ${say(one.channel)}`}
            actions={
              <>
                <Button size="xs" onClick={() => settle({ held: one, as: 'bind' })}>
                  {say('bind')}
                </Button>
                <Button size="xs" variant="default" onClick={() => settle({ held: one, as: 'dismiss' })}>
                  {say('dismiss')}
                </Button>
              </>
            }
          >
            <p>“{one.words}”</p>
            <p className="small soft">
              <When at={one.at} /> {one.alarming && <Pill tone="red">{say('alarming')}</Pill>}
            </p>
          </Panel>
        ))
      )}
      {found.hasNextPage && (
        <Button variant="default" onClick={() => void found.fetchNextPage()}>
          {say('older')}
        </Button>
      )}
      {settling && <Settle {...settling} onClose={() => settle(undefined)} />}
    </Page>
  );
}

function Settle({ held, as, onClose }: { held: Held; as: 'bind' | 'dismiss'; onClose: () => void }) {
  const say = useTexts(texts);
  const refused = useRefused();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [clientId, setClientId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const clients = useQuery({
    queryKey: ['clients', 'search', name],
    queryFn: () => call('POST /clients/search', { body: { name, limit: 20 } }),
    enabled: as === 'bind' && name.trim().length > 1,
  });
  const params = { heldId: held.id };
  const save = useMutation({
    mutationFn: () =>
      as === 'bind'
        ? call('POST /held/{heldId}/bind', { params, body: { clientId: clientId! } })
        : call('POST /held/{heldId}/dismiss', { params, body: { reason: reason.trim() } }),
    onSuccess: () => {
      notifications.show({ message: say(as === 'bind' ? 'bound' : 'dismissed'), color: 'teal' });
      onClose();
      return queries.invalidateQueries({ queryKey: ['held'] });
    },
    onError: refused,
  });
  return (
    <DialogForm
      title={say(as === 'bind' ? 'whose' : 'dismiss')}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <p>“{held.words}”</p>
      {as === 'bind' ? (
        <Select
          label={say('client')}
          placeholder={say('name')}
          searchable
          searchValue={name}
          onSearchChange={setName}
          value={clientId}
          onChange={setClientId}
          filter={({ options }) => options}
          data={(clients.data?.clients ?? []).map((one) => ({ value: one.clientId, label: one.name }))}
        />
      ) : (
        <TextInput
          label={say('why')}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={save.isPending} disabled={as === 'bind' ? !clientId : !reason.trim()}>
        {say(as === 'bind' ? 'bind' : 'dismiss')}
      </Button>
    </DialogForm>
  );
}

import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../api.ts';
import { texts as caseTexts } from '../caseload/texts.ts';
import { GivesBackFocus } from '../parts/gives-back-focus.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { inBoth, useTexts } from '../texts.ts';

const texts = inBoth(
  {
    find: 'Find a client',
    name: 'Name',
    nameDo: 'Two letters or more, of any part of it',
    none: 'Nobody here has this in their name.',
    notInCare: 'not in care',
    add: 'Add a client',
    found: { one: '{n} found', other: '{n} found' },
    more: 'There are more: write more of the name.',
  },
  {
    find: 'Buscar a un paciente',
    name: 'Nombre',
    nameDo: 'Dos letras o más, de cualquier parte',
    none: 'Aquí nadie tiene esto en su nombre.',
    notInCare: 'no está en tratamiento',
    add: 'Añadir un paciente',
    found: { one: '{n} encontrado', other: '{n} encontrados' },
    more: 'Hay más: escriba más del nombre.',
  },
);

const PAUSE_MS = 200;
const MOST = 20;

/** Whoever is here, in care or not, by a part of their name; by keys alone, too. */
export default function Find({ onClose }: { onClose: () => void }) {
  const say = useTexts(texts);
  const sayCase = useTexts(caseTexts);
  const close = useTexts(parts)('close');
  const [name, setName] = useState('');
  const [sought] = useDebouncedValue(name.trim(), PAUSE_MS);
  const list = useRef<HTMLUListElement>(null);
  const found = useQuery({
    queryKey: ['clients', 'search', sought],
    queryFn: ({ signal }) => call('POST /clients/search', { body: { name: sought, limit: MOST }, signal }),
    enabled: sought.length > 1,
    staleTime: 0,
  });
  const clients = sought.length > 1 ? found.data?.clients : undefined;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    links[links.indexOf(document.activeElement as HTMLAnchorElement) + by]?.focus();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('find')}
      closeButtonProps={{ 'aria-label': close }}
      onKeyDown={move}
    >
      <GivesBackFocus />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          list.current?.querySelector('a')?.click();
        }}
      >
        <TextInput
          data-autofocus
          label={say('name')}
          description={say('nameDo')}
          autoComplete="off"
          leftSection={<Icon name="search" size={16} />}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
      </form>
      <p className="unseen" role="status">
        {clients && say('found', { n: clients.length })}
      </p>
      {found.error && sought.length > 1 && <Failure error={found.error} again={() => void found.refetch()} />}
      {clients && (
        <ul className="found" ref={list}>
          {clients.map((one) => (
            <li key={one.clientId}>
              <Link href={`/clients/${one.clientId}`} className="menu-item" onClick={onClose}>
                <span>{one.name}</span>
                <Pill>
                  {one.stage && one.stage !== 'ended' ? sayCase(`stage.${one.stage}`) : say('notInCare')}
                </Pill>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {clients?.length === 0 && <p className="soft small">{say('none')}</p>}
      {found.data?.next && clients && <p className="soft small">{say('more')}</p>}
      <p className="found-add">
        <Link href="/clients/new" onClick={onClose}>
          {say('add')}
        </Link>
      </p>
    </Modal>
  );
}

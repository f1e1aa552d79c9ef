import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogForm } from '../parts/dialog-form.tsx';
import { Panel } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useTexts } from '../texts.ts';
import { Act } from './act.tsx';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic } from './save.tsx';
import { texts } from './texts.ts';

type Group = NonNullable<Clinic['groups']>[number];
const COSTS = ['none', 'low', 'medium', 'high'] as const;

export function Groups({ clinic: { groups = [] } }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const [adding, add] = useState(false);
  const save = useSaveClinic();
  const formats = { 'in-person': say('inPerson'), remote: say('remote') };
  return (
    <>
      <ReadOnly />
      <Panel
        title={say('groups')}
        actions={
          isAdmin && (
            <Button size="xs" onClick={() => add(true)}>
              {say('addGroup')}
            </Button>
          )
        }
      >
        <p className="small soft">{say('groupsDo')}</p>
        {groups.length === 0 ? (
          <Empty title={say('noGroups')}>{isAdmin && say('noGroupsDo')}</Empty>
        ) : (
          <Table heads={[say('group'), say('when'), say('contact'), say('verified')]} acts={isAdmin}>
            {groups.map((group) => (
              <tr key={group.id}>
                <td>
                  {group.title}
                  <div className="small soft">
                    {[
                      group.topics.join(', '),
                      group.languages.join(', '),
                      group.formats.map((one) => formats[one]).join(', '),
                      `${say('cost')}: ${say(group.cost)}`,
                    ].join(' · ')}
                  </div>
                </td>
                <td>{group.when}</td>
                <td>{group.contact}</td>
                <td>{group.verifiedOn}</td>
                <Act
                  word="remove"
                  what={group.title}
                  onAct={() => save.mutate({ groups: groups.filter((one) => one !== group) })}
                />
              </tr>
            ))}
          </Table>
        )}
      </Panel>
      {adding && <Add groups={groups} onClose={() => add(false)} />}
    </>
  );
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** The title in small letters, as an id that no other group has. */
function idFor(title: string, groups: Group[]): string {
  const plain = title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const base = plain.slice(0, 34) || 'group';
  let id = base;
  for (let n = 2; groups.some((one) => one.id === id); n += 1) id = `${base}-${n}`;
  return id;
}

function Add({ groups, onClose }: { groups: Group[]; onClose: () => void }) {
  const say = useTexts(texts);
  const save = useSaveClinic(onClose);
  const [texted, text] = useState({ name: '', topics: '', languages: 'en', when: '', contact: '' });
  const [formats, setFormats] = useState<Group['formats']>(['in-person']);
  const [cost, setCost] = useState<Group['cost']>('none');
  const [verifiedOn, setVerifiedOn] = useState('');
  const field = (name: keyof typeof texted) => ({
    label: say(name),
    required: true,
    withAsterisk: false,
    value: texted[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      text({ ...texted, [name]: event.currentTarget.value }),
  });
  return (
    <DialogForm
      title={say('addGroup')}
      onClose={onClose}
      onSubmit={() => {
        const { name, topics, languages, ...rest } = texted;
        const group = {
          id: idFor(name, groups),
          title: name.trim(),
          topics: listed(topics),
          languages: listed(languages),
          formats,
          cost,
          verifiedOn,
          ...rest,
        };
        save.mutate({ groups: [...groups, group] });
      }}
    >
      <TextInput {...field('name')} />
      <TextInput {...field('topics')} />
      <TextInput {...field('languages')} />
      <MultiSelect
        label={say('format')}
        value={formats}
        onChange={(value) => setFormats(value as Group['formats'])}
        data={[
          { value: 'in-person', label: say('inPerson') },
          { value: 'remote', label: say('remote') },
        ]}
      />
      <TextInput {...field('when')} />
      <TextInput {...field('contact')} />
      <Select
        label={say('cost')}
        allowDeselect={false}
        value={cost}
        onChange={(value) => setCost(value as Group['cost'])}
        data={COSTS.map((value) => ({ value, label: say(value) }))}
      />
      <TextInput
        label={say('verified')}
        type="date"
        required
        withAsterisk={false}
        value={verifiedOn}
        onChange={(event) => setVerifiedOn(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending} disabled={formats.length === 0}>
        {say('save')}
      </Button>
    </DialogForm>
  );
}

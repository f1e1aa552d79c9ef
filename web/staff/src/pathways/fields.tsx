import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useContext, useState } from 'react';
import type { Condition } from '../../../../functions/care/pathway/condition.ts';
import { conditionWords } from '../../../../functions/care/pathway/condition-words.ts';
import { say as sayCondition } from '../../../../functions/care/pathway/say.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { Add, Remove } from './add-remove.tsx';
import { type Change, KnownContext, useFault, type Values } from './known.ts';
import { Leaf } from './leaves.tsx';
import type { Field } from './shape.ts';
import { texts, type Word } from './texts.ts';

export function Fields({
  fields,
  value,
  path,
  onChange,
}: {
  fields: Field[];
  value: Values;
  path: string;
  onChange: (value: Values) => void;
}) {
  return fields.map((field) => (
    <AnyField
      key={field.key}
      field={field}
      value={value?.[field.key]}
      path={path ? `${path}.${field.key}` : field.key}
      onChange={(next) => {
        const { [field.key]: _, ...rest } = value;
        onChange(next === undefined ? rest : { ...value, [field.key]: next });
      }}
    />
  ));
}

function AnyField({
  field,
  value,
  path,
  onChange,
}: {
  field: Field;
  value: unknown;
  path: string;
  onChange: Change;
}) {
  const say = useTexts(texts);
  const label = say(field.word);
  const isOptional = field.start !== undefined;
  if (isOptional && value === undefined)
    return (
      <div className="field-add">
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(structuredClone(field.start))}>
          {say('addThis', { what: label })}
        </Button>
      </div>
    );
  const drop = isOptional && <Remove what={label} onRemove={() => onChange(undefined)} />;
  if ('group' in field)
    return (
      <Group label={label} path={path} after={drop}>
        <Fields fields={field.group} value={(value ?? {}) as Values} path={path} onChange={onChange} />
      </Group>
    );
  if ('list' in field)
    return <List field={field} value={(value ?? []) as Values[]} path={path} onChange={onChange} />;
  if ('map' in field)
    return (
      <Group label={label} path={path} after={drop}>
        <Named
          field={field}
          value={(value ?? {}) as Record<string, Values>}
          path={path}
          onChange={onChange}
        />
      </Group>
    );
  return (
    <div className="field">
      <Leaf kind={field.kind} label={label} value={value} path={path} onChange={onChange} />
      {drop}
    </div>
  );
}

function Group({
  label,
  path,
  after,
  children,
}: {
  label: string;
  path: string;
  after?: ReactNode;
  children: ReactNode;
}) {
  const fault = useFault(path, false);
  const { section } = useContext(KnownContext);
  return (
    <fieldset className="field-group" id={path}>
      <legend className={label === section ? 'unseen' : undefined}>{label}</legend>
      {fault && <p className="field-fault">{fault}</p>}
      {children}
      {after}
    </fieldset>
  );
}

function List({
  field,
  value,
  path,
  onChange,
}: {
  field: Extract<Field, { list: Field[] }>;
  value: Values[];
  path: string;
  onChange: Change;
}) {
  const say = useTexts(texts);
  const label = say(field.word);
  const whole = useFault(path, false);
  return (
    <Group label={label} path={`list:${path}`}>
      {whole && <p className="field-fault">{whole}</p>}
      {value.map((one, n) => (
        <Entry key={n} entry={one} path={`${path}[${n}]`}>
          <div className="field-row">
            <Fields
              fields={field.list}
              value={one}
              path={`${path}[${n}]`}
              onChange={(next) => onChange(value.with(n, next))}
            />
          </div>
          <Remove what={`${label} ${n + 1}`} onRemove={() => onChange(value.filter((_, at) => at !== n))} />
        </Entry>
      ))}
      <div>
        <Add what={label} onAdd={() => onChange([...value, structuredClone(field.empty)])} />
      </div>
    </Group>
  );
}

/** Entries by a name that the admin gives each. */
function Named({
  field,
  value,
  path,
  onChange,
}: {
  field: Extract<Field, { map: Field[] }>;
  value: Record<string, Values>;
  path: string;
  onChange: Change;
}) {
  const say = useTexts(texts);
  const [name, write] = useState('');
  return (
    <>
      {Object.entries(value).map(([id, one]) => (
        <Group
          key={id}
          label={id}
          path={`${path}.${id}`}
          after={
            <Remove
              what={id}
              onRemove={() => {
                const { [id]: _, ...others } = value;
                onChange(others);
              }}
            />
          }
        >
          <div className="field-row">
            <Fields
              fields={field.map}
              value={one}
              path={`${path}.${id}`}
              onChange={(next) => onChange({ ...value, [id]: next })}
            />
          </div>
        </Group>
      ))}
      <div className="field-row">
        <TextInput
          label={say('idWord')}
          value={name}
          onChange={({ currentTarget }) => write(currentTarget.value)}
        />
        <div className="field-add">
          <Add
            what={say(field.word)}
            disabled={!/^[a-z][a-z0-9-]*$/.test(name) || Object.hasOwn(value, name)}
            onAdd={() => {
              onChange({ ...value, [name]: structuredClone(field.empty) });
              write('');
            }}
          />
        </div>
      </div>
    </>
  );
}

/** What can be said in a sentence is shown as one, and opened to be changed, or where something is wrong with it. */
function Entry({ entry, path, children }: { entry: Values; path: string; children: ReactNode }) {
  const said = useSentence(entry);
  const [isOpen, setOpen] = useState(entry.title === '');
  const fault = useFault(path, true);
  if (said === undefined)
    return (
      <div className="field-entry" id={path}>
        {children}
      </div>
    );
  return (
    <details
      className="field-entry"
      id={path}
      open={isOpen || fault !== undefined}
      onToggle={({ currentTarget, target }) => target === currentTarget && setOpen(currentTarget.open)}
    >
      <summary className="sentence">{said}</summary>
      {children}
    </details>
  );
}

/** A rule, or an instrument of a battery, as the sentence that it is. */
function useSentence(entry: Values): string | undefined {
  const say = useTexts(texts);
  const { titles } = useContext(KnownContext);
  const { language } = useLanguage();
  const { when, priority, title, instrument } = entry as {
    when?: Condition;
    priority?: Word;
    title?: string;
    instrument?: string;
  };
  // A mark of a failing response names an instrument too, and asks nothing by it.
  if ((when === undefined && instrument === undefined) || 'from' in entry) return undefined;
  let said = '';
  try {
    said = when ? sayCondition(when, titles, conditionWords(language)) : '';
  } catch {
    said = '…';
  }
  if (instrument !== undefined)
    return say(said ? 'askedWhere' : 'alwaysAsked', { what: titles[instrument] ?? instrument, when: said });
  return say('ruleSaid', {
    when: said,
    priority: priority ? say(priority).toLowerCase() : '',
    title: title ?? '',
  });
}

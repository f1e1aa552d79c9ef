import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { Refused } from '../parts/refused.tsx';
import { faultsAt } from '../parts/states.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './crisis-lines-texts.ts';
import { useSaving } from './save.tsx';

export type Line = Reply<'GET /clinic/standing'>['crisisLines'][number];

const FIELDS = ['name', 'call', 'text', 'chat', 'hours', 'note'] as const;
type Field = (typeof FIELDS)[number] | 'country' | 'language' | 'evidence';

/** `line` is one to change, one that ships and is to be confirmed, or where a new one would be. */
export function CrisisLineForm({ line, onClose }: { line: Partial<Line>; onClose: () => void }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const isNew = line.verifiedOn === undefined;
  const [kind, setKind] = useState<'line' | 'emergency'>(isNew || line.name ? 'line' : 'emergency');
  const [always, setAlways] = useState(line.always ?? false);
  const [confirmed, setConfirmed] = useState(!(line.own && line.unconfirmed));
  const [verifiedOn, setVerifiedOn] = useState(line.own ? line.verifiedOn! : '');
  const [given, give] = useState<Partial<Record<Field, string>>>({
    ...Object.fromEntries(FIELDS.map((name) => [name, line[name]])),
    country: line.where,
    language: line.language ?? language,
    evidence: line.own && line.evidence,
  });
  const save = useSaving(
    () => {
      const written = (name: Field) => given[name]?.trim() || undefined;
      const common = {
        id: line.own ?? `line-${crypto.randomUUID().slice(0, 18)}`,
        country: written('country') ?? '',
        language: written('language') ?? '',
        call: written('call'),
        verifiedOn,
        evidence: written('evidence') ?? '',
        unconfirmed: confirmed ? undefined : (true as const),
      };
      const { hours, ...rest } = Object.fromEntries(FIELDS.map((name) => [name, written(name)]));
      const more = {
        ...rest,
        always: always ? (true as const) : undefined,
        hours: always ? undefined : hours,
      };
      return call('PUT /clinic/crisis-lines', { body: kind === 'line' ? { ...common, ...more } : common });
    },
    onClose,
    true,
  );
  const { faultAt } = faultsAt(save.error);
  const text = (name: Field) => ({
    label: say(name),
    value: given[name] ?? '',
    error: faultAt(name),
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) =>
      give({ ...given, [name]: event.currentTarget.value }),
  });
  return (
    <DialogForm
      title={isNew ? say('addLine') : say('changeLine')}
      onClose={onClose}
      onSubmit={() => save.mutate(undefined)}
    >
      <Select
        label={say('kind')}
        allowDeselect={false}
        value={kind}
        onChange={(value) => setKind(value as typeof kind)}
        data={[
          { value: 'line', label: say('line') },
          { value: 'emergency', label: say('emergency') },
        ]}
      />
      <TextInput {...text('country')} required />
      <TextInput {...text('language')} required />
      {kind === 'line' && <TextInput {...text('name')} required />}
      <TextInput {...text('call')} type="tel" />
      {kind === 'line' && (
        <>
          <TextInput {...text('text')} />
          <TextInput {...text('chat')} type="url" />
          <Checkbox
            label={say('always')}
            checked={always}
            onChange={(event) => setAlways(event.currentTarget.checked)}
          />
          {!always && <TextInput {...text('hours')} />}
          <TextInput {...text('note')} />
        </>
      )}
      <TextInput
        label={say('verified')}
        type="date"
        required
        withAsterisk={false}
        error={faultAt('verifiedOn')}
        value={verifiedOn}
        onChange={(event) => setVerifiedOn(event.currentTarget.value)}
      />
      <TextInput {...text('evidence')} required />
      <Checkbox
        label={say('confirmed')}
        checked={confirmed}
        onChange={(event) => setConfirmed(event.currentTarget.checked)}
      />
      <Refused error={save.error} />
      <Button type="submit" loading={save.isPending}>
        {say('save')}
      </Button>
    </DialogForm>
  );
}

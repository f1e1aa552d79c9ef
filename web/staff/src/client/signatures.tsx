import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { useStaff } from '../parts/people.ts';
import { faultsAt, useProblem } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { day } from '../parts/when.tsx';
import { useMe } from '../session.ts';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import type { PlanVersion } from './data.ts';
import { useKept } from './why-form.tsx';

const texts = inBoth(
  {
    signed: 'Signed',
    nobody: 'Nobody has signed it yet',
    client: 'the client',
    sign: 'Sign',
    signVersion: 'Sign version {n} of the plan',
    about: 'The author’s signature, and that of a client on their own page, are there by themselves.',
    who: 'Who signs?',
    'as.clinician': 'I do, as a clinician',
    'as.client': 'The client did, and I say how',
    how: 'How',
    howDo: 'Such as: on paper, scanned to the record',
  },
  {
    signed: 'Firmado',
    nobody: 'Nadie lo ha firmado aún',
    client: 'el paciente',
    sign: 'Firmar',
    signVersion: 'Firmar la versión {n} del plan',
    about: 'La firma del autor, y la del paciente en su propia página, están por sí solas.',
    who: '¿Quién firma?',
    'as.clinician': 'Yo, como clínico',
    'as.client': 'El paciente lo hizo, y digo cómo',
    how: 'Cómo',
    howDo: 'Por ejemplo: en papel, escaneado a la historia',
  },
);

type Plan = Pick<PlanVersion, 'version' | 'signatures'>;
const SIGNERS = ['clinician', 'client'] as const;

/** Who stands behind a version of the plan; with `clientId` another can be added. */
export function Signatures({ plan, clientId }: { plan: Plan; clientId?: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const [signing, sign] = useState(false);
  const { staffId: me } = useMe();
  const { signatures = [], version } = plan;
  // Each signs once: a clinician for themselves, the client on their page or as a clinician says.
  const left = SIGNERS.filter(
    (one) => !signatures.some(({ as, by }) => as === one && (as === 'client' || by === me)),
  );
  const canSign = clientId && left.length > 0;
  return (
    <div className="signatures small">
      <span className="soft">{signatures.length > 0 ? say('signed') : say('nobody')}</span>
      {signatures.map(({ as, by, at, how }) => (
        <span key={`${as}/${by}/${at}`}>
          {as === 'client' ? say('client') : nameOf({ staff: by })}, {day(at, language)}{' '}
          <span className="soft">({how})</span>
        </span>
      ))}
      {canSign && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={say('signVersion', { n: version })}
          onClick={() => sign(true)}
        >
          {say('sign')}
        </Button>
      )}
      {canSign && signing && (
        <Sign clientId={clientId} version={version} left={left} onClose={() => sign(false)} />
      )}
    </div>
  );
}

type Signer = (typeof SIGNERS)[number];
type Given = { clientId: string; version: number; left: Signer[]; onClose: () => void };

function Sign({ clientId, version, left, onClose }: Given) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const problem = useProblem();
  const [as, signAs] = useState<Signer>(left[0]!);
  const [how, setHow] = useState('');
  const save = useKept(
    () =>
      call('POST /clients/{clientId}/plans/{version}/signatures', {
        params: { clientId, version },
        body: { as, how: how.trim() },
      }),
    onClose,
  );
  return (
    <DialogForm
      title={say('signVersion', { n: version })}
      onClose={onClose}
      onSubmit={() => save.mutate(undefined)}
    >
      <p className="small soft">{say('about')}</p>
      <Radio.Group label={say('who')} value={as} onChange={(to) => signAs(to as 'client')}>
        <Stack gap={8} mt={6}>
          {left.map((one) => (
            <Radio key={one} value={one} label={say(`as.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={say('how')}
        description={say('howDo')}
        maxLength={200}
        value={how}
        error={save.error ? (faultsAt(save.error).faultAt('how') ?? problem(save.error).detail) : undefined}
        onChange={({ currentTarget: { value } }) => setHow(value)}
      />
      <Button type="submit" loading={save.isPending} disabled={!how.trim()}>
        {sayParts('save')}
      </Button>
    </DialogForm>
  );
}

import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { useProblem } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { useTexts } from '../texts.ts';
import { texts } from './record-texts.ts';

const OUTCOMES = ['delivered', 'failed'] as const;

/** Of a message whose fate nobody knows, a person says what became of it; nothing is sent again. */
export function SettleMessage({
  clientId,
  messageId,
  onClose,
}: {
  clientId: string;
  messageId: string;
  onClose: () => void;
}) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const problem = useProblem();
  const queries = useQueryClient();
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>();
  const [why, setWhy] = useState('');
  const save = useMutation({
    mutationFn: () =>
      call('POST /clients/{clientId}/messages/{messageId}/resolve', {
        params: { clientId, messageId },
        body: { outcome: outcome!, why: why.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['client', clientId] });
    },
  });
  return (
    <DialogForm title={say('settleTitle')} onClose={onClose} onSubmit={() => save.mutate()}>
      <Radio.Group
        label={say('state')}
        description={say('settleAbout')}
        value={outcome ?? ''}
        onChange={(to) => setOutcome(OUTCOMES.find((one) => one === to))}
      >
        <Stack gap={8} mt={6}>
          {OUTCOMES.map((one, at) => (
            <Radio key={one} value={one} label={say(`state.${one}`)} data-autofocus={at === 0 || undefined} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={say('settleWhy')}
        value={why}
        maxLength={500}
        error={save.error ? problem(save.error).detail : undefined}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending} disabled={!outcome || !why.trim()}>
        {sayParts('save')}
      </Button>
    </DialogForm>
  );
}

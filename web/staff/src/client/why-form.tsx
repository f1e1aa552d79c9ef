import { Button, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Refused } from '../parts/refused.tsx';
import { faultsAt } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { useTexts } from '../texts.ts';
import { texts } from './change-texts.ts';

/** Saves what is kept with its reason, and looks at the chart anew. */
export function useKept<Given>(run: (given: Given) => Promise<unknown>, onSaved?: () => void) {
  const say = useTexts(texts);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    async onSuccess() {
      notifications.show({ message: say('saved'), color: 'teal' });
      await Promise.all(
        ['client', 'caseload', 'tasks'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
      onSaved?.();
    },
  });
}

/** What is done with nothing but a reason. What the API refuses stands under it. */
export function WhyForm({
  label,
  does,
  danger,
  ready = true,
  run,
  onSaved,
  onCancel,
  children,
}: {
  /** Of the reason, where it is not “Why”. */
  label?: string;
  does?: string;
  danger?: boolean;
  ready?: boolean;
  run: (why: string) => Promise<unknown>;
  onSaved?: () => void;
  onCancel?: () => void;
  /** Told the faults by their fields. */
  children?: ReactNode | ((faultAt: (path: string) => string | undefined) => ReactNode);
}) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const [why, setWhy] = useState('');
  const save = useKept(run, onSaved);
  const { faultAt } = faultsAt(save.error);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(why.trim());
      }}
    >
      <Stack>
        {typeof children === 'function' ? children(faultAt) : children}
        <TextInput
          label={label ?? say('why')}
          value={why}
          maxLength={500}
          onChange={({ currentTarget: { value } }) => setWhy(value)}
        />
        <Refused error={save.error} />
        <div className="cadence-row">
          <Button
            type="submit"
            color={danger ? 'red' : undefined}
            loading={save.isPending}
            disabled={!why.trim() || !ready}
          >
            {does ?? sayParts('save')}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {sayParts('cancel')}
            </Button>
          )}
        </div>
      </Stack>
    </form>
  );
}

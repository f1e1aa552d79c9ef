import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Body, call, type Reply } from '../api.ts';
import { useRefused } from '../parts/refused.tsx';
import { useMe } from '../session.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

export type Clinic = Reply<'GET /clinic'>;

export const useIsAdmin = (): boolean => useMe().roles.includes('admin');

export const useStanding = () =>
  useQuery({ queryKey: ['clinic', 'standing'], queryFn: () => call('GET /clinic/standing') });

/**
 * Runs what changes the clinic; what was refused stays as it was written, with the reason: in passing, unless the form
 * says it, its faults at their fields (`atFields`).
 */
export function useSaving<Given, Saved>(
  run: (given: Given) => Promise<Saved>,
  onSaved?: () => void,
  atFields = false,
) {
  const say = useTexts(texts);
  const refused = useRefused();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await Promise.all(['clinic', 'staff'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
      notifications.show({ message: say('saved'), color: 'teal' });
      onSaved?.();
    },
    onError: atFields ? undefined : refused,
  });
}

export const useSaveClinic = (onSaved?: () => void) =>
  useSaving((changes: Body<'PATCH /clinic'>) => call('PATCH /clinic', { body: changes }), onSaved);

/** Says to whoever may not change this why nothing here can be changed. */
export function ReadOnly(): ReactNode {
  const say = useTexts(texts);
  return useIsAdmin() ? null : <p className="soft">{say('readOnly')}</p>;
}

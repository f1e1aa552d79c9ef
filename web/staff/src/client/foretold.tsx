/** What a change would bring about, asked of the API before it is saved: the next five sends, or why it is refused. */
import { Button, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useRefused } from '../parts/refused.tsx';
import { useProblem } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { useTexts } from '../texts.ts';
import { SendList } from './care.tsx';
import { texts as changeTexts } from './change-texts.ts';
import type { Send } from './data.ts';
import { texts } from './texts.ts';

/** `key` names what is asked for, so that it is asked once. */
export type Attempt = {
  key: string;
  preview: (why: string) => Promise<{ sends: Send[] }>;
  save: (why: string) => Promise<unknown>;
};

const PAUSE_MS = 300;
/** A reason is kept with every change; a preview writes none down. */
const NO_REASON_YET = 'preview';

export function ForetellAndSave({
  attempt,
  zone,
  about,
  does,
  unexplained = false,
  onSaved,
  onRefused,
}: {
  attempt: Attempt | undefined;
  zone: string;
  about?: ReactNode;
  /** What the button says, where it is not “Save”. */
  does?: string;
  /** No reason is kept with it. */
  unexplained?: boolean;
  onSaved: () => void;
  /** Told of what the preview refused, and of nothing where it did not: to show faults at their fields. */
  onRefused?: (error: unknown) => void;
}) {
  const say = useTexts(texts);
  const sayChange = useTexts(changeTexts);
  const sayParts = useTexts(parts);
  const problem = useProblem();
  const refused = useRefused();
  const queries = useQueryClient();
  const [why, setWhy] = useState('');
  const [settled] = useDebouncedValue(attempt, PAUSE_MS);
  const found = useQuery({
    queryKey: ['preview', settled?.key],
    queryFn: () => settled!.preview(NO_REASON_YET),
    enabled: settled !== undefined,
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => onRefused?.(found.error), [onRefused, found.error]);
  const save = useMutation({
    mutationFn: () => attempt!.save(why.trim()),
    onSuccess: async () => {
      notifications.show({ message: sayChange('saved'), color: 'teal' });
      await Promise.all(
        ['client', 'caseload', 'tasks'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
      onSaved();
    },
    onError: refused,
  });
  const refusal = attempt && found.error ? problem(found.error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        <section className="foretold" aria-live="polite" aria-label={say('nextSends')}>
          <h3>{say('nextSends')}</h3>
          {!attempt ? (
            <p className="small soft">{sayChange('changeSomething')}</p>
          ) : refusal ? (
            <p className="fault small">{[refusal.detail, ...refusal.faults].join(' ')}</p>
          ) : found.data ? (
            <SendList sends={found.data.sends} zone={zone} />
          ) : (
            <p className="small soft">{sayParts('loading')}</p>
          )}
        </section>
        {about && <p className="small soft">{about}</p>}
        {!unexplained && (
          <TextInput
            label={sayChange('why')}
            value={why}
            maxLength={500}
            required
            withAsterisk={false}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
        )}
        <Button
          type="submit"
          loading={save.isPending}
          disabled={!attempt || !(unexplained || why.trim()) || refusal !== undefined || !found.data}
        >
          {does ?? sayParts('save')}
        </Button>
      </Stack>
    </form>
  );
}

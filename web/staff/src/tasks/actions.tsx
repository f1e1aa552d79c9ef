/** What can be done to a task in one or two keys, wherever it is shown. */
import { Button, Radio, Select, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { wantsReason } from '../../../../functions/care/wants-reason.ts';
import { call, type Reply } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { useClinic, useStaff } from '../parts/people.ts';
import { useRefused } from '../parts/refused.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

export type Task = Reply<'GET /clients/{clientId}/tasks/{taskId}'>;
export type InboxTask = Reply<'GET /tasks'>['tasks'][number];
type About = Pick<InboxTask, 'id' | 'clientId' | 'kind' | 'priority' | 'title' | 'outcomes'>;

/** These ask for goals, a plan or a person, which the task’s own page has the room for. */
const NEEDS_PAGE = ['propose', 'record-disagreement', 'draft', 'add-module', 'change-cadence', 'consult'];

export const taskPath = ({ clientId, id }: Pick<InboxTask, 'clientId' | 'id'>) =>
  `/clients/${clientId}/tasks/${id}`;

/** Tells the API, then the person; whatever shows tasks looks again. */
export function useTaskActions() {
  const say = useTexts(texts);
  const refused = useRefused();
  const queries = useQueryClient();
  const { nameOf } = useStaff();
  const act = useMutation({
    mutationFn: async ({ run }: { run: () => Promise<unknown>; done: string }) => run(),
    onSuccess: (_, { done }) => notifications.show({ message: done, color: 'teal' }),
    onError: refused,
    onSettled: () =>
      Promise.all(
        ['tasks', 'client', 'caseload'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });
  const params = ({ clientId, id }: About) => ({ clientId, taskId: id });
  return {
    busy: act.isPending,
    acknowledge: (task: About) =>
      act.mutateAsync({
        run: () => call('POST /clients/{clientId}/tasks/{taskId}/acknowledge', { params: params(task) }),
        done: say('doneAcknowledged'),
      }),
    claim: (task: About) =>
      act.mutateAsync({
        run: () => call('POST /clients/{clientId}/tasks/{taskId}/claim', { params: params(task) }),
        done: say('doneClaimed'),
      }),
    handOver: (task: About, to: { staff: string } | { team: string }, why: string) =>
      act.mutateAsync({
        run: () =>
          call('POST /clients/{clientId}/tasks/{taskId}/hand-over', {
            params: params(task),
            body: { to, why },
          }),
        done: say('doneHandedOver', { name: nameOf(to) }),
      }),
    complete: (task: About, body: { outcome: string; reason: string; detail?: unknown }) =>
      act.mutateAsync({
        run: () => call('POST /clients/{clientId}/tasks/{taskId}/complete', { params: params(task), body }),
        done: say('doneCompleted'),
      }),
  };
}

/** Whether the clinic’s jurisdiction may ask more of whoever ends an urgent task than a reason. */
const asksOfUrgent = (clinic: Reply<'GET /clinic'> | undefined): boolean =>
  clinic?.jurisdiction?.riskLevel === 'asked' || clinic?.jurisdiction?.minors.guardian === 'told';

export type Owner = { staff: string } | { team: string };

/** A team or a clinician of the clinic. */
export function Whom({
  label,
  value,
  onChange,
  ...rest
}: {
  label: string;
  value: Owner | undefined;
  onChange: (to: Owner | undefined) => void;
  description?: string;
  required?: boolean;
  'data-autofocus'?: boolean;
}) {
  const say = useTexts(texts);
  const { staff, teams } = useStaff();
  return (
    <Select
      {...rest}
      label={label}
      placeholder={say('person')}
      data={[
        ...teams.map(({ id, title }) => ({ value: `team/${id}`, label: title })),
        ...staff
          .filter(({ active, roles }) => active && roles.includes('clinician'))
          .map(({ id, name }) => ({ value: `staff/${id}`, label: name })),
      ]}
      value={value ? ('staff' in value ? `staff/${value.staff}` : `team/${value.team}`) : null}
      onChange={(to) => {
        const [kind, id = ''] = to?.split('/') ?? [];
        onChange(!to ? undefined : kind === 'team' ? { team: id } : { staff: id });
      }}
      searchable
      withAsterisk={false}
      // Within the dialog that it is part of.
      comboboxProps={{ withinPortal: false }}
    />
  );
}

type DialogProps = { task: About; onClose: () => void; onDone?: () => void };

export function HandOver({ task, onClose, onDone }: DialogProps) {
  const say = useTexts(texts);
  const { handOver, busy } = useTaskActions();
  const [to, setTo] = useState<Owner>();
  const [why, setWhy] = useState('');
  return (
    <DialogForm
      title={say('handOverTitle')}
      onClose={onClose}
      onSubmit={async () => {
        if (!to || !why.trim()) return;
        // What was refused stays written.
        await handOver(task, to, why.trim()).then(onDone ?? onClose, () => {});
      }}
    >
      <Whom label={say('to')} value={to} onChange={setTo} required data-autofocus />
      <Textarea
        label={say('whyHandOver')}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        required
        withAsterisk={false}
        maxLength={500}
        rows={3}
      />
      <Button type="submit" loading={busy} disabled={!to || !why.trim()}>
        {say('handOver')}
      </Button>
    </DialogForm>
  );
}

export function Complete({ task, onClose, onDone }: DialogProps) {
  const say = useTexts(texts);
  const { complete, busy } = useTaskActions();
  const [outcome, setOutcome] = useState('');
  const [reason, setReason] = useState('');
  const { data: clinic } = useClinic();
  const needsPage = NEEDS_PAGE.includes(outcome) || (task.kind === 'urgent' && asksOfUrgent(clinic));
  const needsReason = wantsReason(task, outcome);
  return (
    <DialogForm
      title={say('completeTitle')}
      onClose={onClose}
      onSubmit={async () => {
        await complete(task, { outcome, reason: reason.trim() }).then(onDone ?? onClose, () => {});
      }}
    >
      <Radio.Group label={say('outcome')} value={outcome} onChange={setOutcome}>
        <Stack gap={8} mt={6}>
          {task.outcomes.map((one, at) => (
            <Radio
              key={one}
              value={one}
              label={say(`outcome.${one}` as 'outcome.done')}
              data-autofocus={at === 0 || undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      {needsPage ? (
        <p className="soft">{say('needsPage')}</p>
      ) : (
        <Textarea
          label={say('reason')}
          description={say('reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required={needsReason}
          maxLength={2000}
          rows={3}
        />
      )}
      <Button
        type="submit"
        loading={busy}
        disabled={!outcome || needsPage || (needsReason && !reason.trim())}
      >
        {say('complete')}
      </Button>
    </DialogForm>
  );
}

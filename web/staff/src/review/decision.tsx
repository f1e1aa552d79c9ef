import { Button, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { CadenceFields } from '../client/cadence-fields.tsx';
import type { Client } from '../client/data.ts';
import { Panel } from '../parts/page.tsx';
import { texts as parts } from '../parts/texts.ts';
import { type Task, useTaskActions, wantsReason } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useTexts } from '../texts.ts';
import { type GoalDraft, GoalsEditor, InterventionFields, type PlanDraft, PlanEditor } from './editors.tsx';
import { texts } from './texts.ts';

type Props = { task: Task & { clientId: string }; client: Client; onDone: () => void };

/** The outcome, what it asks for, and the reason: one form. */
export function Decision({ task, client, onDone }: Props) {
  const say = useTexts(texts);
  const sayTask = useTexts(taskTexts);
  const sayParts = useTexts(parts);
  const { complete, busy } = useTaskActions();
  const care = client.care!;
  const [outcome, setOutcome] = useState(task.outcomes.length === 1 ? task.outcomes[0]! : '');
  const [reason, setReason] = useState('');
  const [goals, setGoals] = useState<GoalDraft[]>(() => goalsFrom(care));
  const [plan, setPlan] = useState<PlanDraft>(() => planFrom(care, task));
  const [module, setModule] = useState({ title: '', detail: '', frequency: '' });
  const [checkIns, setCheckIns] = useState(care.plan?.checkIns ?? []);
  const needsReason = wantsReason(task, outcome);
  const says = (one: string) => task.brief.playbook?.find(({ choice }) => choice === one)?.says;

  const detail = () => {
    switch (outcome) {
      case 'propose':
      case 'record-disagreement':
        return { goals: goals.map(({ words, statement }) => ({ words, ...(statement && { statement }) })) };
      case 'draft':
        return { summary: plan.summary, interventions: plan.interventions.map(bare) };
      case 'add-module':
        return { intervention: bare(module) };
      case 'change-cadence':
        return { checkIns };
      default:
        return undefined;
    }
  };
  const isWhole =
    outcome === 'propose' || outcome === 'record-disagreement'
      ? goals.length > 0 && goals.every(({ words }) => words.trim())
      : outcome === 'draft'
        ? plan.summary.trim() !== '' && plan.interventions.every(({ title }) => title.trim())
        : outcome !== 'add-module' || module.title.trim() !== '';

  return (
    <Panel title={say('decide')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const asked = detail();
          void complete(task, { outcome, reason: reason.trim(), ...(asked && { detail: asked }) }).then(
            onDone,
            () => {},
          );
        }}
      >
        <Stack gap="sm">
          <Radio.Group label={say('outcome')} value={outcome} onChange={setOutcome}>
            <Stack gap={8} mt={6}>
              {task.outcomes.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={sayTask(`outcome.${one}` as 'outcome.done')}
                  description={says(one) && <span lang="en">{says(one)}</span>}
                />
              ))}
            </Stack>
          </Radio.Group>
          {(outcome === 'propose' || outcome === 'record-disagreement') && (
            <GoalsEditor goals={goals} onChange={setGoals} />
          )}
          {outcome === 'draft' && <PlanEditor plan={plan} standing={care.plan} onChange={setPlan} />}
          {outcome === 'add-module' && (
            <fieldset className="fieldset">
              <legend>{say('module')}</legend>
              <InterventionFields value={module} onChange={setModule} />
              <p className="small soft">{say('says.add-module')}</p>
            </fieldset>
          )}
          {outcome === 'change-cadence' &&
            checkIns.map((checkIn, at) => (
              <CadenceFields
                key={checkIn.id}
                checkIn={checkIn}
                onChange={(changed) => setCheckIns(checkIns.map((one, n) => (n === at ? changed : one)))}
              />
            ))}
          <Textarea
            label={say('reason')}
            description={needsReason ? sayParts('required') : say('reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={2000}
            rows={3}
          />
          <Button
            type="submit"
            loading={busy}
            disabled={!outcome || !isWhole || (needsReason && !reason.trim())}
          >
            {say('complete')}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

type Care = NonNullable<Client['care']>;

const goalsFrom = ({ goals }: Care): GoalDraft[] =>
  (goals?.goals ?? []).map(({ words, statement = '' }) => ({ words, statement }));

/** The plan in force with what was accepted since, or what was accepted alone. */
const planFrom = ({ plan }: Care, { brief }: Task): PlanDraft => {
  const standing = plan?.interventions ?? [];
  const accepted = (brief.accepted ?? []).filter(({ title }) => !standing.some((one) => one.title === title));
  return {
    summary: plan?.summary ?? '',
    interventions: [...standing, ...accepted].map(({ title, detail = '', frequency = '', ...rest }) => ({
      ...rest,
      title,
      detail,
      frequency,
    })),
  };
};

/** Without what was left empty. */
const bare = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));

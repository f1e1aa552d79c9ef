import { Button, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { wantsReason } from '../../../../functions/care/wants-reason.ts';
import { CadenceFields } from '../client/cadence-fields.tsx';
import type { Client } from '../client/data.ts';
import { Panel } from '../parts/page.tsx';
import { texts as parts } from '../parts/texts.ts';
import { type Owner, type Task, useTaskActions, Whom } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useTexts } from '../texts.ts';
import { type Assessment, AssessmentFields, useAsked } from './assessment.tsx';
import { InterventionFields, type PlanDraft, PlanEditor } from './editors.tsx';
import { bare, type GoalDraft, GoalsEditor, goalsFrom, isWholeGoal } from './goals-editor.tsx';
import { texts } from './texts.ts';

/** What follows from these is not in their names. */
const AFTER = ['continue', 'adjust', 'step-up', 'step-down', 'draft', 'discharge'] as const;

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
  const [goals, setGoals] = useState<GoalDraft[]>(() => goalsFrom(care.goals?.goals));
  const [plan, setPlan] = useState<PlanDraft>(() => planFrom(care, task));
  const [module, setModule] = useState({ title: '', detail: '', frequency: '' });
  const [checkIns, setCheckIns] = useState(care.plan?.checkIns ?? []);
  const [assessment, setAssessment] = useState<Assessment>({});
  const [advisor, setAdvisor] = useState<Owner>();
  const asked = useAsked(task, client);
  const needsReason = wantsReason(task, outcome);
  const says = (one: string) => {
    const after = AFTER.find((known) => known === one);
    return (
      task.brief.playbook?.find(({ choice }) => choice === one)?.says ?? (after && sayTask(`after.${after}`))
    );
  };

  const detail = () => {
    switch (outcome) {
      case 'propose':
      case 'record-disagreement':
        return { goals: goals.map(bare) };
      case 'draft':
        // What is left out would come from the pathway, and what was agreed with this client would be lost.
        return {
          summary: plan.summary,
          interventions: plan.interventions.map(bare),
          ...(care.plan && { checkIns: plan.checkIns, reassessEvery: care.plan.reassessEvery }),
        };
      case 'add-module':
        return { intervention: bare(module) };
      case 'change-cadence':
        return { checkIns };
      case 'consult':
        return advisor && { to: advisor };
      default:
        return asked.any ? bare(assessment) : undefined;
    }
  };
  const isWhole = () => {
    switch (outcome) {
      case 'propose':
      case 'record-disagreement':
        return goals.length > 0 && goals.every(isWholeGoal);
      case 'draft':
        return plan.summary.trim() !== '' && plan.interventions.every(({ title }) => title.trim());
      case 'add-module':
        return module.title.trim() !== '';
      default:
        return asked.isWhole(assessment);
    }
  };

  return (
    <Panel title={say('decide')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const more = detail();
          void complete(task, { outcome, reason: reason.trim(), ...(more && { detail: more }) }).then(
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
                  description={says(one)}
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
          {outcome === 'consult' && (
            <Whom
              label={say('advisor')}
              description={say('advisorHint')}
              value={advisor}
              onChange={setAdvisor}
            />
          )}
          <AssessmentFields asked={asked} value={assessment} onChange={setAssessment} />
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
            disabled={!outcome || !isWhole() || (needsReason && !reason.trim())}
          >
            {say('complete')}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

type Care = NonNullable<Client['care']>;

/** The plan in force with what was accepted since, or what was accepted alone. */
const planFrom = ({ plan }: Care, { brief }: Task): PlanDraft => {
  const standing = plan?.interventions ?? [];
  const accepted = (brief.accepted ?? []).filter(({ title }) => !standing.some((one) => one.title === title));
  return {
    summary: plan?.summary ?? '',
    checkIns: plan?.checkIns ?? [],
    interventions: [...standing, ...accepted].map(({ title, detail = '', frequency = '', ...rest }) => ({
      ...rest,
      title,
      detail,
      frequency,
    })),
  };
};

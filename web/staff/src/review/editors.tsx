import { Button, Textarea, TextInput } from '@mantine/core';
import { planDifference } from '../../../../functions/care/plans/plan-difference.ts';
import { type CheckIn, saidCadence } from '../client/cadence.ts';
import { CadenceFields } from '../client/cadence-fields.tsx';
import type { Client } from '../client/data.ts';
import { Icon } from '../parts/icon.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { usePlanWords } from './plan-words.ts';
import { texts } from './texts.ts';

type Intervention = { title: string; detail: string; frequency: string; option?: string; goals?: string[] };
export type PlanDraft = { summary: string; interventions: Intervention[]; checkIns: CheckIn[] };
type Plan = NonNullable<NonNullable<Client['care']>['plan']>;

/** The next version, with its difference from the one in force as it is written. */
export function PlanEditor({
  plan,
  standing,
  onChange,
}: {
  plan: PlanDraft;
  standing: Plan | undefined;
  onChange: (plan: PlanDraft) => void;
}) {
  const say = useTexts(texts);
  const sayPlan = usePlanWords();
  const { language } = useLanguage();
  const { summary, interventions, checkIns } = plan;
  const change = (to: Intervention[]) => onChange({ ...plan, interventions: to });
  const difference = standing && planDifference(standing as never, { ...standing, ...plan } as never);
  return (
    <fieldset className="fieldset">
      <legend>{say('draft')}</legend>
      <Textarea
        label={say('summary')}
        value={summary}
        maxLength={2000}
        rows={3}
        onChange={({ currentTarget: { value } }) => onChange({ ...plan, summary: value })}
      />
      <div className="label">{say('interventions')}</div>
      {interventions.map((one, at) => (
        <div key={at} className="entry">
          <InterventionFields
            value={one}
            onChange={(to) =>
              change(interventions.map((before, n) => (n === at ? { ...before, ...to } : before)))
            }
          />
          <Drop
            label={say('dropIntervention', { what: one.title })}
            onClick={() => change(interventions.filter((_, n) => n !== at))}
          />
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        onClick={() => change([...interventions, { title: '', detail: '', frequency: '' }])}
      >
        {say('addIntervention')}
      </Button>
      {checkIns.map((checkIn, at) => (
        <details key={checkIn.id} className="entry">
          <summary>
            {checkIn.id}: {saidCadence(checkIn, language)}
          </summary>
          <CadenceFields
            checkIn={checkIn}
            onChange={(to) =>
              onChange({ ...plan, checkIns: checkIns.map((before, n) => (n === at ? to : before)) })
            }
          />
        </details>
      ))}
      {difference && sayPlan && (
        <div className="difference" aria-live="polite">
          <h3>{say('difference')}</h3>
          {difference.length === 0 ? (
            <p className="soft">{say('noDifference')}</p>
          ) : (
            <ul>
              {difference.map((line) => (
                <li key={line}>{sayPlan(line)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </fieldset>
  );
}

type Fields = Pick<Intervention, 'title' | 'detail' | 'frequency'>;

export function InterventionFields({
  value,
  onChange,
}: {
  value: Fields;
  onChange: (value: Fields) => void;
}) {
  const say = useTexts(texts);
  return (
    <div className="intervention">
      <TextInput
        label={say('title')}
        value={value.title}
        maxLength={200}
        onChange={({ currentTarget }) => onChange({ ...value, title: currentTarget.value })}
      />
      <TextInput
        label={say('frequency')}
        value={value.frequency}
        maxLength={100}
        onChange={({ currentTarget }) => onChange({ ...value, frequency: currentTarget.value })}
      />
      <Textarea
        className="intervention-detail"
        label={say('detail')}
        value={value.detail}
        maxLength={2000}
        rows={2}
        onChange={({ currentTarget }) => onChange({ ...value, detail: currentTarget.value })}
      />
    </div>
  );
}

export const Drop = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button type="button" className="menu-item drop" aria-label={label} title={label} onClick={onClick}>
    <Icon name="x" size={16} />
  </button>
);

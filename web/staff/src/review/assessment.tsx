/** What the clinic’s jurisdiction asks of whoever ends an urgent task, beside the reason. */
import { Radio, Stack, TextInput } from '@mantine/core';
import type { Client } from '../client/data.ts';
import { useClinic } from '../parts/people.ts';
import { useNow } from '../parts/when.tsx';
import type { Task } from '../tasks/actions.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

const LEVELS = ['low', 'moderate', 'high'] as const;

export type Assessment = {
  riskLevel?: (typeof LEVELS)[number];
  guardian?: { told?: boolean; how: string };
};

export type Asked = {
  risk: boolean;
  guardian: boolean;
  any: boolean;
  isWhole(given: Assessment): boolean;
};

export function useAsked({ kind }: Task, { profile }: Client): Asked {
  const { data: clinic } = useClinic();
  const now = useNow();
  const { riskLevel, minors } = clinic?.jurisdiction ?? {};
  const risk = kind === 'urgent' && riskLevel === 'asked';
  const guardian =
    kind === 'urgent' && minors?.guardian === 'told' && isUnder(minors.under, profile.dateOfBirth, now);
  return {
    risk,
    guardian,
    any: risk || guardian,
    isWhole: (given) =>
      (!risk || given.riskLevel !== undefined) &&
      (!guardian || (given.guardian?.told !== undefined && given.guardian.how.trim() !== '')),
  };
}

function isUnder(years: number, born: string, now: number): boolean {
  const day = new Date(`${born}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return now < day.getTime();
}

export function AssessmentFields({
  asked,
  value,
  onChange,
}: {
  asked: Asked;
  value: Assessment;
  onChange: (value: Assessment) => void;
}) {
  const say = useTexts(texts);
  const { told, how = '' } = value.guardian ?? {};
  return (
    <>
      {asked.risk && (
        <Radio.Group
          label={say('riskLevel')}
          value={value.riskLevel ?? ''}
          onChange={(to) => onChange({ ...value, riskLevel: LEVELS.find((one) => one === to) })}
        >
          <Stack gap={8} mt={6}>
            {LEVELS.map((one) => (
              <Radio key={one} value={one} label={say(`risk.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {asked.guardian && (
        <>
          <Radio.Group
            label={say('guardian')}
            value={told === undefined ? '' : String(told)}
            onChange={(to) => onChange({ ...value, guardian: { how, told: to === 'true' } })}
          >
            <Stack gap={8} mt={6}>
              <Radio value="true" label={say('guardianTold')} />
              <Radio value="false" label={say('guardianNot')} />
            </Stack>
          </Radio.Group>
          <TextInput
            label={say('guardianHow')}
            value={how}
            maxLength={500}
            onChange={({ currentTarget }) =>
              onChange({ ...value, guardian: { told, how: currentTarget.value } })
            }
          />
        </>
      )}
    </>
  );
}

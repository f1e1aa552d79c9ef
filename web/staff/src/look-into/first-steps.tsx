import { Link } from 'wouter';
import { UNNAMED_CLINIC } from '../../../../functions/care/first-clinic.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { useClinic, usePeople } from '../parts/people.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './first-steps-texts.ts';

/** For the admin of a clinic in which nobody can be cared for yet; nothing as soon as somebody can. */
export function FirstSteps() {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const clinic = useClinic().data;
  const staff = usePeople().data?.staff;
  if (!clinic || !staff) return null;
  const done = {
    name: clinic.name !== UNNAMED_CLINIC,
    phone: clinic.phone !== undefined,
    people: staff.some(({ active, roles }) => active && roles.includes('clinician')),
  };
  // The number alone is said under Safety, for as long as it is missing.
  if (done.name && done.people) return null;
  const { zone } = clinic.calendar;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: zone }).format(new Date());
  const steps = [
    { step: 'name', to: '/clinic/hours' },
    { step: 'phone', to: '/clinic/safety' },
    { step: 'people', to: '/clinic' },
    { step: 'pathway', to: '/pathways' },
    { step: 'client', to: '/clients/new' },
    { step: 'list', to: '/clinic/roster' },
  ] as const;
  return (
    <Panel title={say('title')}>
      <ol className="first-steps">
        {steps.map(({ step, to }) => (
          <li key={step}>
            <Link href={to}>{say(step)}</Link>{' '}
            {step in done && (
              <Pill tone={done[step as keyof typeof done] ? 'green' : 'amber'}>
                {say(done[step as keyof typeof done] ? 'done' : 'open')}
              </Pill>
            )}
            <div className="small soft">{say(`${step}Do`, { name: clinic.name, time, zone })}</div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

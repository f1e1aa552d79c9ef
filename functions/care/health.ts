import { type ClinicSettings, membersOf } from './clinic.ts';
import type { CrisisLines } from './messages/crisis.ts';
import { type KeptLine, linesKept } from './messages/crisis-lines-kept.ts';
import type { Pathway } from './pathway/pathway.ts';
import { gaps, onRota } from './rota.ts';
import { sayDay, sayMoment } from './say-day.ts';
import { after, type Zone } from './schedule.ts';
import { type Duration, type Instant, milliseconds } from './time.ts';

/** A number is seen again with whoever runs it every quarter. */
export const CRISIS_LINES_STALE_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;
/** How far ahead a gap in the rota is told: long enough to find somebody. */
export const ROTA_LOOKS_AHEAD: Duration = 'P28D';

/** `loud`: somebody may come to harm by it. `what` says it, `mend` what an admin can do. */
export type HealthFinding = {
  kind:
    | 'crisis-line-stale'
    | 'crisis-line-unconfirmed'
    | 'crisis-line-missing'
    | 'nobody-on-duty'
    | 'rota-gap'
    | 'no-clinic-phone'
    | 'urgent-unattended';
  loud: boolean;
  what: string;
  mend: string;
};

/** An urgent task that nobody has acknowledged, without any word of the client's. */
export type Unattended = { taskId: string; clientId: string; openedAt: Instant; dueAt: Instant };

/** All that stands between this clinic and somebody in danger, the loudest first. */
export function healthOf(given: {
  clinic: ClinicSettings;
  pathways: { id: string; pathway: Pathway }[];
  crisisLines: CrisisLines;
  /** Where its clients live. */
  countries: string[];
  unattended: Unattended[];
  now: Instant;
}): HealthFinding[] {
  const { clinic, pathways, unattended, now } = given;
  const findings = [
    ...unattended.filter(({ dueAt }) => dueAt <= now).map((one) => late(one, clinic.calendar.zone)),
    ...pathways.flatMap(({ id, pathway }) => dutyGaps(clinic, id, pathway)),
    ...rotaGaps(clinic, now),
    ...lineFindings(given),
    ...(clinic.phone ? [] : [NO_PHONE]),
  ];
  return findings.sort((a, b) => Number(b.loud) - Number(a.loud));
}

const late = ({ taskId, clientId, openedAt }: Unattended, zone: Zone): HealthFinding => ({
  kind: 'urgent-unattended',
  loud: true,
  what: `Nobody has taken the urgent task ${taskId} of the client ${clientId}, open since ${sayMoment(openedAt, zone)}`,
  mend: 'call whoever is on duty, or take it to the clinic’s own crisis plan',
});

const NO_PHONE: HealthFinding = {
  kind: 'no-clinic-phone',
  loud: false,
  what: 'The clinic has no phone number that clients who ask for help are told',
  mend: 'add it to the clinic',
};

function dutyGaps(clinic: ClinicSettings, id: string, { escalation, team }: Pathway): HealthFinding[] {
  const called = [
    team,
    ...escalation.urgent.rungs.flatMap(({ to }) => (to === 'clinician' ? [] : [to.team])),
  ];
  return [...new Set(called)]
    .filter((one) => membersOf(clinic, one).length === 0)
    .map((one) => ({
      kind: 'nobody-on-duty',
      loud: true,
      what: `${id}: nobody is in the team ${one}, which is called in an emergency`,
      mend: 'put somebody into it, or publish the pathway with another team',
    }));
}

function rotaGaps(clinic: ClinicSettings, now: Instant): HealthFinding[] {
  const zone = clinic.rota?.zone ?? clinic.calendar.zone;
  const until = after(now, ROTA_LOOKS_AHEAD, zone);
  return onRota(clinic).flatMap((team) => {
    const [first, ...more] = gaps(clinic, team, now, until);
    if (!first) return [];
    const others = more.length ? `, and ${more.length} more times in four weeks` : '';
    return [
      {
        kind: 'rota-gap',
        loud: true,
        what: `Nobody of the team ${team} is on call from ${sayMoment(first.from, zone)} to ${sayMoment(first.to, zone)}${others}`,
        mend: 'put somebody into the rota: until then what is urgent goes to the whole team',
      },
    ];
  });
}

type Lines = Pick<Parameters<typeof healthOf>[0], 'clinic' | 'crisisLines' | 'countries' | 'now'>;

/** Those that a client may be shown and that nobody has seen to be right for too long. */
export const staleCrisisLines = (given: Lines): HealthFinding[] =>
  lineFindings(given).filter(({ kind }) => kind === 'crisis-line-stale');

export const isStale = ({ verifiedOn }: KeptLine, now: Instant): boolean =>
  (milliseconds(now) - Date.parse(verifiedOn)) / DAY_MS > CRISIS_LINES_STALE_AFTER_DAYS;

function lineFindings({ clinic, crisisLines, countries, now }: Lines): HealthFinding[] {
  const kept = linesKept(crisisLines, clinic, countries);
  const found = kept.flatMap((line): HealthFinding[] => {
    const name = line.name ?? `The emergency number ${line.call}`;
    const which = `${name} (${line.where}, ${line.language})`;
    if (line.unconfirmed)
      return [
        {
          kind: 'crisis-line-unconfirmed',
          loud: false,
          what: `${which} has never been confirmed, and is shown to no client`,
          mend: 'have it confirmed by whoever runs it, and save it with the day and place',
        },
      ];
    return isStale(line, now)
      ? [
          {
            kind: 'crisis-line-stale',
            loud: true,
            what: `${which} was last seen to be right on ${sayDay(line.verifiedOn)}`,
            mend: 'have it confirmed by whoever runs it, and save it with the new day',
          },
        ]
      : [];
  });
  return [...missing(kept, [clinic.country, ...countries]), ...found];
}

/** A country of whose own nothing can be shown: its clients are given what holds everywhere. */
function missing(kept: KeptLine[], countries: string[]): HealthFinding[] {
  return [...new Set(countries)].flatMap((country) => {
    const shown = kept.filter(({ where, unconfirmed }) => where === country && !unconfirmed);
    const lacks = [
      {
        none: !shown.some(({ name }) => name),
        what: `No crisis line of ${country} is confirmed: a client there who is in danger is given what holds everywhere`,
      },
      {
        none: !shown.some(({ name }) => !name),
        what: `No emergency number of ${country} is confirmed: a client there who is in danger is given what holds everywhere`,
      },
    ];
    return lacks.flatMap(({ none, what }): HealthFinding[] =>
      none
        ? [
            {
              kind: 'crisis-line-missing',
              loud: true,
              what,
              mend: 'add one under crisis lines, with the day and place it was seen to be right',
            },
          ]
        : [],
    );
  });
}

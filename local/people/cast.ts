/** Who lives in the demo. Nobody in it exists: the family names say so, the numbers are those kept for fiction. */
import { createDice, type Dice } from './chance.ts';
import type { PERSONAS } from './personas.ts';

export type CastClient = {
  givenName: string;
  familyName: string;
  dateOfBirth: string;
  phone: string;
  email: string;
  channel: 'sms' | 'email';
  zone: string;
  language: 'en' | 'es';
  persona: keyof typeof PERSONAS;
  words: { reason: string; goals: [string, string]; change: string };
};

export const ADMIN = { id: 'june-sample', name: 'June Sample' };

export const CLINICIANS = [
  { id: 'maya-example', name: 'Maya Example', teams: ['care', 'crisis', 'care-leads'], onCall: true },
  { id: 'theo-specimen', name: 'Theo Specimen', teams: ['care', 'crisis'], onCall: true },
  { id: 'ines-ejemplo', name: 'Inés Ejemplo', teams: ['care'], onCall: false },
] as const;

export const emailOf = (id: string, clinicId: string): string => `${id}@${clinicId}.example.org`;

export const ZONE = 'America/New_York';
const ZONES = [ZONE, ZONE, 'America/Chicago', ZONE, 'America/Denver'] as const;

const NAMES =
  'Amara Ben Carmen Dmitri Elena Farid Grace Hugo Iris Jamal Keiko Luis Mina Noah Olga Pedro Quinn Rosa Sam Tara Uma Victor Wen Yara'.split(
    ' ',
  );
const FAMILY_NAMES = 'Sample Example Specimen Placeholder Template Mockup Testcase Fictive'.split(' ');
const FAMILY_NAMES_ES = ['Ejemplo', 'Muestra', 'Modelo'];
const SPANISH = ['Carmen', 'Luis', 'Pedro', 'Rosa'];

/** Each persona once before any comes twice, so that a small demo is a mixed one too. */
const PERSONAS_IN_TURN: (keyof typeof PERSONAS)[] = [
  ...(['steady', 'recovering', 'late', 'inCrisis', 'worsening', 'silent', 'mover', 'pauser'] as const),
  ...(['nonAgreeing', 'leaving', 'uneven', 'recovering', 'steady', 'late', 'worsening', 'uneven'] as const),
  ...(['recovering', 'nonAgreeing', 'steady', 'silent', 'late', 'steady', 'recovering'] as const),
];

const WORDS = {
  en: [
    {
      reason: 'I hardly sleep and everything is too much.',
      goals: ['Sleep through four nights a week', 'Cook for friends again'],
      change: 'Go outside every day',
    },
    {
      reason: 'I worry all day long and cannot stop it.',
      goals: ['Drive on the highway again', 'One evening a week without worrying'],
      change: 'Call my sister on Sundays',
    },
    {
      reason: 'Since the move I feel flat and alone.',
      goals: ['Find one person to walk with', 'Play the guitar again'],
      change: 'Get up before nine',
    },
    {
      reason: 'Work wears me out; I cry on the way home.',
      goals: ['Take my lunch break', 'Say no once a week'],
      change: 'Be back at the choir',
    },
  ],
  es: [
    {
      reason: 'Casi no duermo y todo me cuesta mucho.',
      goals: ['Dormir bien cuatro noches por semana', 'Volver a cocinar con mi familia'],
      change: 'Salir a caminar cada día',
    },
    {
      reason: 'Me preocupo todo el día y no puedo parar.',
      goals: ['Tomar el autobús sin miedo', 'Una tarde a la semana sin preocupaciones'],
      change: 'Llamar a mi hermana los domingos',
    },
  ],
} as const;

/** At most 24; the last of them comes when the demo ends, and is at risk. */
export function castOf(count: number, seed: string): CastClient[] {
  const dice = createDice(`${seed}/cast`);
  return Array.from({ length: count }, (_, at) => clientAt(at, at === count - 1 && count > 3, dice));
}

function clientAt(at: number, isLast: boolean, dice: Dice): CastClient {
  const givenName = NAMES[at % NAMES.length]!;
  const language = SPANISH.includes(givenName) ? 'es' : 'en';
  const families = language === 'es' ? FAMILY_NAMES_ES : FAMILY_NAMES;
  const familyName = families[at % families.length]!;
  const number = String(100 + at).padStart(4, '0');
  const born = [
    1950 + Math.floor(dice.between(0, 56)),
    1 + Math.floor(dice.between(0, 12)),
    1 + Math.floor(dice.between(0, 28)),
  ];
  const words = WORDS[language][at % WORDS[language].length]!;
  return {
    givenName,
    familyName,
    dateOfBirth: born.map((part) => String(part).padStart(2, '0')).join('-'),
    phone: `+1415555${number}`,
    email: `${givenName}.${familyName}@example.org`.toLowerCase(),
    channel: at % 4 === 3 ? 'email' : 'sms',
    zone: ZONES[at % ZONES.length]!,
    language,
    persona: isLast ? 'atRisk' : PERSONAS_IN_TURN[at % PERSONAS_IN_TURN.length]!,
    words: { ...words, goals: [...words.goals] },
  };
}

/** As a clinic's record system exports it. */
export const rosterOf = (cast: CastClient[], consentOn: string): string =>
  [
    'First name,Last name,Date of birth,Mobile,Email,Time zone,Language,Contact by,Consent,MRN',
    ...cast.map((client, at) =>
      [
        client.givenName,
        client.familyName,
        client.dateOfBirth,
        client.phone,
        client.email,
        client.zone,
        client.language,
        client.channel,
        consentOn,
        `R-${1001 + at}`,
      ].join(','),
    ),
  ].join('\n');

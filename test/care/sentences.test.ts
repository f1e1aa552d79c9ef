import { describe, expect, it } from 'vitest';
import { inEnglish, sayIn } from '../../functions/care/sentences.ts';
import { sentencesSchema } from '../../functions/care/sentences-schema.ts';

const say = sayIn(
  sentencesSchema.parse({
    version: '1.0.0',
    joins: { 'de el ': 'del ', 'a el ': 'al ' },
    says: {
      'the intake form': 'el formulario inicial',
      'a reminder of {about, sentence}': 'un recordatorio de {about, sentence}',
      '{what, sentence} was sent by email': 'se envió por correo {what, sentence}',
      '{what, sentence} was sent': 'se envió {what, sentence}',
      'The client wrote: “{words}”': 'El cliente escribió: «{words}»',
      '{person} changed the client’s {fields, list}': '{person} cambió {fields, list}',
      'time zone': 'la zona horaria',
      language: 'el idioma',
      'This task has ended ({outcome}).': 'Esta tarea ya terminó ({outcome}).',
      'Strain plays a part.': 'La tensión tiene que ver.',
      'only here: {why, sentence}': 'solo aquí: {why, sentence}',
      'use a name': 'use un nombre',
      'use {what}': 'utilice {what}',
      'Nothing more is needed.': 'No hace falta nada más.',
      quiet: 'silencio',
      'every {steps, list} at {hour, number}': 'cada {steps, list} a las {hour, number}',
      '{n, number} days': '{n, number} días',
      week: 'semana',
      'give {kind, sentence}': 'indique {kind, sentence}',
      'a number': 'un número',
      ' and ': ' y ',
      '{went, sentence}: worse ({source}).': '{went, sentence}: peor ({source}).',
      '{title} went from {from, number} to {to, number}': '{title} pasó de {from, number} a {to, number}',
    },
  }),
);

describe('a sentence in another language', () => {
  it.each([
    ['the intake form', 'el formulario inicial'],
    ['The intake form', 'El formulario inicial'],
    ['A reminder of the intake form was sent', 'Se envió un recordatorio del formulario inicial'],
    [
      'A reminder of the intake form was sent by email',
      'Se envió por correo un recordatorio del formulario inicial',
    ],
    ['Ana changed the client’s time zone, language', 'Ana cambió la zona horaria, el idioma'],
    ['Only here: Strain plays a part', 'Solo aquí: La tensión tiene que ver'],
    ['Use a name.', 'Use un nombre.'],
    [
      'This task has ended (done). Nothing more is needed.',
      'Esta tarea ya terminó (done). No hace falta nada más.',
    ],
    ['every week and 3 days at 10:00', 'cada semana y 3 días a las 10:00'],
    ['every morning at nine', 'every morning at nine'],
    [
      'PHQ-9 went from 5 to 15: worse (A). GAD-7 went from 4 to 12: worse (B).',
      'PHQ-9 pasó de 5 a 15: peor (A). GAD-7 pasó de 4 a 12: peor (B).',
    ],
  ])('is found whole, within another, and one after the other: %s', (english, spanish) => {
    expect(say(english)).toBe(spanish);
  });

  it('leaves what a client wrote as they wrote it', () => {
    expect(say('The client wrote: “the intake form\nwas sent by email”')).toBe(
      'El cliente escribió: «the intake form\nwas sent by email»',
    );
  });

  it('takes nothing for its own because of how it ends', () => {
    expect(say('Her sister’s letter was sent by email')).toBe('Her sister’s letter was sent by email');
    expect(say('give the client a call')).toBe('give the client a call');
    expect(say('give a number')).toBe('indique un número');
  });

  it('says what there is nothing for', () => {
    const unknown: string[] = [];
    const part = sayIn(
      {
        joins: {},
        says: { 'a reminder of {about, sentence}': 'un recordatorio de {about, sentence}' },
      },
      (one) => unknown.push(one),
    );
    expect(part('a reminder of the plan')).toBe('un recordatorio de the plan');
    expect(unknown).toEqual(['the plan']);
  });

  it.each(['Nobody has put this into Spanish.', '', 'a.b'])(
    'is itself where there is none: “%s”',
    (english) => {
      expect(say(english)).toBe(english);
      expect(inEnglish(english)).toBe(english);
    },
  );

  it('may lose none of what it tells', () => {
    const forgets = { version: '1.0.0', says: { '{person} took {task, sentence}': '{person} la tomó' } };
    expect(sentencesSchema.safeParse(forgets).error?.issues).toMatchObject([
      { path: ['says', '{person} took {task, sentence}'] },
    ]);
  });
});

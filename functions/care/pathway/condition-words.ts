/** Conditions in each language that staff read: one source for what the API says and what the console shows. */
import type { Comparison } from './condition.ts';

const en = {
  and: 'and',
  or: 'or',
  yes: 'yes',
  no: 'no',
  is: {
    'at least': 'at least',
    'at most': 'at most',
    'more than': 'more than',
    'less than': 'less than',
    'equal to': 'equal to',
    'other than': 'other than',
  } as Record<Comparison['is'], string>,
  /** What the chart counts, as it is said. */
  counted: {
    'check-ins.missed-in-a-row': 'the number of check-ins missed in a row',
    'weeks-in-treatment': 'the number of weeks in treatment',
    'goals.lowest-rating': 'the lowest goal rating',
  },
  quoted: (value: string) => `“${value}”`,
  compared: (measure: string, is: string, value: string) => `${measure} is ${is} ${value}`,
  not: (inner: string) => `it is not so that (${inner})`,
  item: (title: string, item: string) => `${title} item ${item}`,
  before: (item: string) => `the answer before to ${item}`,
  isNew: (item: string) => `the number of new choices in ${item}`,
  change: (title: string) => `the change in ${title} since baseline`,
  fromUsual: (title: string) => `${title} less its usual`,
};
export type ConditionWords = typeof en;

const es: ConditionWords = {
  and: 'y',
  or: 'o',
  yes: 'sí',
  no: 'no',
  is: {
    'at least': 'al menos',
    'at most': 'como máximo',
    'more than': 'mayor que',
    'less than': 'menor que',
    'equal to': 'igual a',
    'other than': 'distinto de',
  },
  counted: {
    'check-ins.missed-in-a-row': 'el número de seguimientos seguidos sin respuesta',
    'weeks-in-treatment': 'el número de semanas en tratamiento',
    'goals.lowest-rating': 'la valoración más baja de un objetivo',
  },
  quoted: (value) => `«${value}»`,
  compared: (measure, is, value) => `${measure} es ${is} ${value}`,
  not: (inner) => `no se cumple que (${inner})`,
  item: (title, item) => `${title}, ítem ${item}`,
  before: (item) => `la respuesta anterior a ${item}`,
  isNew: (item) => `el número de opciones nuevas en ${item}`,
  change: (title) => `el cambio en ${title} desde el inicio`,
  fromUsual: (title) => `${title} menos lo habitual`,
};

/** By a language such as `es` or `es-MX`; English for any other. */
export const conditionWords = (language: string): ConditionWords => (/^es\b/i.test(language) ? es : en);

import { inBoth } from '../texts.ts';

export const texts = inBoth(
  {
    import: 'Import a questionnaire (FHIR)',
    notOne: 'This file holds no FHIR Questionnaire.',
    as: 'Its id here',
    risks:
      'Which answers are a danger? FHIR cannot say. From the number that you write on, an answer makes an urgent task at once.',
    noRisk: 'no danger',
    take: 'Take it in',
    taken: '“{what}” can be asked now',
  },
  {
    import: 'Importar un cuestionario (FHIR)',
    notOne: 'Este archivo no contiene un Questionnaire de FHIR.',
    as: 'Su id aquí',
    risks:
      '¿Qué respuestas son un peligro? FHIR no puede decirlo. Desde el número que escriba, una respuesta crea una tarea urgente en el acto.',
    noRisk: 'sin peligro',
    take: 'Incorporarlo',
    taken: '«{what}» ya se puede preguntar',
  },
);

import { inBoth } from '../texts.ts';

export const texts = inBoth(
  {
    title: 'To look into',
    count: { one: '{n} opened chart', other: '{n} opened charts' },
    countMore: 'The first {n} opened charts',
    opened: 'Opened',
    whoAndWhy: 'By whom and why:',
    whoLooked: 'Who looked at this chart',
    none: 'Nothing to look into',
    noneDo: 'A chart that somebody opens without being of its care team stands here, with their reason.',
    more: 'Show more',
  },
  {
    title: 'Por averiguar',
    count: { one: '{n} historia abierta', other: '{n} historias abiertas' },
    countMore: 'Las primeras {n} historias abiertas',
    opened: 'Se abrió',
    whoAndWhy: 'Quién y por qué:',
    whoLooked: 'Quién miró esta historia',
    none: 'Nada que averiguar',
    noneDo: 'Si alguien ajeno al equipo abre una historia, aparece aquí con su motivo.',
    more: 'Mostrar más',
  },
);

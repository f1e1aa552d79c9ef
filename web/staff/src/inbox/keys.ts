import { inBoth } from '../texts.ts';

export const texts = inBoth(
  {
    next: 'Next task',
    before: 'Task before',
    open: 'Open',
    acknowledge: 'Acknowledge',
    claim: 'Claim',
    handOver: 'Hand over',
    complete: 'Complete',
  },
  {
    next: 'Tarea siguiente',
    before: 'Tarea anterior',
    open: 'Abrir',
    acknowledge: 'Acusar recibo',
    claim: 'Hacerme cargo',
    handOver: 'Pasar a otra persona',
    complete: 'Completar',
  },
);

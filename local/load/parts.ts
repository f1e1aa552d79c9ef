import { answersPart } from './answers.ts';
import { duePart } from './due.ts';
import { inboxPart } from './inbox.ts';
import { monthPart } from './month.ts';
import { morningPart } from './morning.ts';
import { startPart } from './start.ts';
import type { Ctx, Found } from './world.ts';

const usual = {
  answers: { answers: 600, concurrencies: [1, 8, 32], others: [400, 1_600, 6_400] },
  due: { due: 4_000 },
  morning: { clients: 1_000, paces: [1, 100] },
  inbox: { tasks: 10_000, looks: 200 },
  start: { clients: 10_000 },
  month: { clients: 10, weeks: 4 },
};
type Sizes = typeof usual;

export const SIZES: Record<'least' | 'usual' | 'full', Sizes> = {
  least: {
    answers: { answers: 6, concurrencies: [2], others: [1, 2] },
    due: { due: 8 },
    morning: { clients: 70, paces: [1] },
    inbox: { tasks: 30, looks: 3 },
    start: { clients: 4 },
    month: { clients: 1, weeks: 1 },
  },
  usual,
  full: {
    answers: { answers: 3_000, concurrencies: [1, 4, 8, 32], others: [6_250, 25_000, 100_000] },
    due: { due: 100_000 },
    morning: { clients: 10_000, paces: [1, 100] },
    inbox: { tasks: 10_000, looks: 500 },
    start: { clients: 100_000 },
    month: { clients: 100, weeks: 4 },
  },
};

export const PARTS: { [name in keyof Sizes]: (sizes: Sizes, ctx: Ctx) => Promise<Found> } = {
  answers: (sizes, ctx) => answersPart(sizes.answers, ctx),
  due: (sizes, ctx) => duePart(sizes.due, ctx),
  morning: (sizes, ctx) => morningPart(sizes.morning, ctx),
  inbox: (sizes, ctx) => inboxPart(sizes.inbox, ctx),
  start: (sizes, ctx) => startPart(sizes.start, ctx),
  month: (sizes, ctx) => monthPart(sizes.month, ctx),
};

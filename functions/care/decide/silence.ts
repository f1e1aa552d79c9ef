/** What is tried while a client does not answer, beside another reminder: the other channel, then a shorter form. */
import type { Form, Request } from '../chart.ts';
import type { Pathway } from '../pathway/pathway.ts';
import type { Turn } from '../turn.ts';

/** What the pathway does from reminder `n` on. */
export function rungOf({ silence = {} }: Pathway, n: number): { otherChannel?: true; shorter: boolean } {
  const from = (rung: number | undefined) => rung !== undefined && n >= rung;
  return {
    ...(from(silence.otherChannel) && { otherChannel: true as const }),
    shorter: from(silence.shorterForm),
  };
}

/** Puts a shorter form in place of each that the client has not begun. Whether there was one. */
export function shorten(turn: Turn, request: Request): boolean {
  const shorter = shorterIn(turn, request);
  const present = new Set(request.forms.map(({ instrument }) => instrument));
  const untouched = request.forms.filter(({ done, partial }) => !done && !partial);
  for (const { instrument } of untouched) {
    const to = shorter.get(instrument);
    if (to && !present.has(to)) swap(turn, request, instrument, to, 'no answer yet, and it is shorter');
  }
  return untouched.some(({ insteadOf }) => insteadOf !== undefined);
}

/** A client who has the longer form open may still send it: what they answer is what was asked. */
export function takeBack(turn: Turn, request: Request, instrument: string): void {
  const form = request.forms.find((one) => isSwapped(one, instrument));
  if (form) swap(turn, request, form.instrument, instrument, 'the client has answered it all the same');
}

const isSwapped = ({ insteadOf, done }: Form, instrument: string): boolean =>
  insteadOf === instrument && !done;

function swap(turn: Turn, { id }: Request, from: string, to: string, why: string): void {
  turn.emit({ type: 'request.swapped', requestId: id, from, to, why });
}

function shorterIn({ pathway, chart }: Turn, { ask, checkIn }: Request): Map<string, string> {
  const batteries = { packet: pathway.assessment.battery, reassessment: pathway.reassessment.battery };
  const asked = ask === 'packet' || ask === 'reassessment' ? batteries[ask] : [];
  const own = chart.plan?.checkIns.find(({ id }) => id === checkIn?.id);
  const all = [
    ...asked.map(({ instrument, shorter }) => ({ form: instrument, shorter })),
    ...(own ? [own] : []),
  ];
  return new Map(all.flatMap(({ form, shorter }) => (shorter ? [[form, shorter] as const] : [])));
}

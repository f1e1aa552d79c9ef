import type { Event } from '../../../events.ts';
import { safetyPlanIn, wellnessSections } from '../../../plans/safety-plan.ts';
import type { History, Mark } from '../records.ts';

type OwnPlanEvent = Extract<
  Event,
  { type: 'safety-plan.written' | 'safety-plan.reviewed' | 'wellness-plan.written' }
>;

export function recordOwnPlan({ ownPlans }: History, event: OwnPlanEvent, mark: Mark): void {
  const kind = event.type === 'wellness-plan.written' ? 'wellness' : 'safety';
  const before = ownPlans.findLast((one) => one.kind === kind);
  if (event.type === 'safety-plan.reviewed') {
    if (before) before.reviewed = mark;
    return;
  }
  if (before) before.replaced = mark;
  ownPlans.push({
    key: `${kind}-plan-${mark.seq}`,
    kind,
    version: event.type === 'safety-plan.written' ? event.version : undefined,
    sections:
      event.type === 'safety-plan.written'
        ? safetyPlanIn(event.plan, 'en').sections
        : wellnessSections(event.plan),
    written: { ...mark, why: event.why },
  });
}

import { apply } from './apply.ts';
import type { Chart, Timer, TimerKind, World } from './chart.ts';
import type { Client } from './client.ts';
import { copyOfChart } from './copy.ts';
import type { Event } from './events.ts';
import type { Pathway } from './pathway/pathway.ts';
import { type Refusal, refuse } from './refusal.ts';
import { atWallClock, type Calendar, type LocalDateTime, type Zone } from './schedule.ts';
import type { Instant } from './time.ts';

/**
 * One command being decided: what it has brought about so far, and the chart as it stands after that.
 * Ids are numbered from the log entry that makes them (`task-12.3`), so the same decision makes the same ids.
 */
export class Turn {
  readonly events: Event[] = [];
  readonly chart: Chart;
  #world: World;
  readonly by: string;
  #ids = 0;

  constructor(chart: Chart, world: World, by: string) {
    this.chart = copyOfChart(chart);
    this.#world = world;
    this.by = by;
  }

  emit(event: Event): void {
    this.events.push(event);
    apply(this.chart, event, this.world.now, this.by);
  }

  id(kind: string): string {
    this.#ids += 1;
    return `${kind}-${this.chart.version + 1}.${this.#ids}`;
  }

  get world(): World {
    return this.#world;
  }

  /** From here on the rules of another version hold. */
  moveTo(pathway: Pathway): void {
    this.#world = { ...this.#world, pathway };
  }

  get now(): Instant {
    return this.world.now;
  }

  get client(): Client {
    if (!this.chart.client) throw new Error('decided for a client before one was created');
    return this.chart.client;
  }

  /** The pathway that the episode is pinned to. */
  get pathway(): Pathway {
    if (!this.world.pathway) throw new Error('a rule needs the pathway, and the door did not bring it');
    return this.world.pathway;
  }

  /** The client's zone, with the clinic's as the fallback, never a silent UTC. */
  get zone(): Zone {
    return this.chart.client?.zone ?? this.calendar.zone;
  }

  get calendar(): Calendar {
    return this.world.pathway?.calendar ?? this.world.clinic.calendar;
  }

  /** A timer that follows the client's wall clock. */
  setLocal(kind: TimerKind, local: LocalDateTime, rest: Pick<Timer, 'of' | 'n'> = {}): void {
    this.emit({
      type: 'timer.set',
      timer: { id: this.id('timer'), kind, at: atWallClock(local, this.zone), local, ...rest },
    });
  }

  setAt(kind: TimerKind, at: Instant, rest: Pick<Timer, 'of' | 'n'> = {}): void {
    this.emit({ type: 'timer.set', timer: { id: this.id('timer'), kind, at, ...rest } });
  }
}

export const inCare = (chart: Chart): boolean =>
  chart.episode !== undefined && chart.episode.endedAt === undefined;

/** Refuses with a sentence where the client is not in care. */
export function needsCare(chart: Chart): Refusal | undefined {
  if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  if (!inCare(chart))
    return refuse('wrong-state', 'The client is not in care. Start an episode on a pathway first.');
  return undefined;
}

/**
 * Care on paper: one client's chart, decided and folded as the store does it, without a table. Time passes when a test
 * says so, and every message is handed over at once and accepted, unless the test takes the relay away.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { content } from '../../functions/adapters/content.ts';
import { applyEntry } from '../../functions/care/apply.ts';
import {
  type Ask,
  type Chart,
  emptyChart,
  type Request,
  type Task,
  type World,
} from '../../functions/care/chart.ts';
import type { Client } from '../../functions/care/client.ts';
import type { AskClient, AskClinician } from '../../functions/care/decide/waiting.ts';
import { type Command, decide } from '../../functions/care/decide.ts';
import type { Event, LogEntry } from '../../functions/care/events.ts';
import { isRefusal, type Refusal } from '../../functions/care/refusal.ts';
import type { TaskKind } from '../../functions/care/task-kinds.ts';
import type { Changes } from './pathways.ts';
import { DECISIONS, kim, MONDAY, PATHWAY, pathway, settings, USUAL } from './people.ts';

export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

/** Of these events, the ones of one type. */
export const only = <Type extends Event['type']>(events: Event[], type: Type): EventOf<Type>[] =>
  events.filter((event): event is EventOf<Type> => event.type === type);

export class Paper {
  chart: Chart = emptyChart('riverside', 'kim');
  readonly log: { entry: LogEntry; hash: string }[] = [];
  readonly world: World;
  /** What went out, to the client and to staff. */
  readonly sent: { at: string; template: string; to: 'client' | object; channel: string }[] = [];
  relays = true;
  #tokens = 0;
  #links = 0;

  constructor(changes: Changes, client: Partial<Client>, at: string) {
    this.world = {
      now: at,
      clinic: settings(),
      pathway: pathway(changes),
      instruments: content.instruments,
      lexicon: content.lexicon,
      courseOf: (option) => content.courses[option],
    };
    this.does({ do: 'create-client', client: { ...kim, ...client } });
  }

  at(now: string): this {
    this.world.now = now;
    return this;
  }

  /** Decides and folds; throws where it is refused. */
  does(command: Command, by = 'ada'): Event[] {
    const events = this.decides(command, by);
    if (isRefusal(events)) throw new Error(`${command.do} was refused: ${events.because}`);
    this.#write(command.do, by, events);
    if (this.relays) this.relay(events);
    return events;
  }

  decides(command: Command, by = 'ada'): Event[] | Refusal {
    return decide(this.chart, command, this.world, by);
  }

  refuses(command: Command, by = 'ada'): Refusal {
    const refusal = this.decides(command, by);
    if (!isRefusal(refusal)) throw new Error(`${command.do} was not refused`);
    return refusal;
  }

  #write(command: string, by: string, events: Event[]): void {
    if (events.length === 0) return;
    const { version, head } = this.chart;
    const entry = { seq: version + 1, prev: head, at: this.world.now, by, command, events };
    const body = canonicalize(entry)!;
    const written = {
      entry: JSON.parse(body) as LogEntry,
      hash: createHash('sha256').update(body).digest('hex'),
    };
    this.log.push(written);
    applyEntry(this.chart, written.entry, written.hash);
    this.chart = JSON.parse(JSON.stringify(this.chart));
  }

  /** What the relay does on these events, with a provider that takes everything. */
  relay(events: Event[]): void {
    const held = new Set(only(events, 'message.held').map(({ messageId }) => messageId));
    const intended = only(events, 'message.intended').map(({ message }) => message.id);
    const released = only(events, 'message.released').map(({ messageId }) => messageId);
    for (const id of [...intended.filter((one) => !held.has(one)), ...released]) {
      if (this.claims(id).some(({ type }) => type === 'message.claimed')) this.settles(id);
    }
  }

  claims(messageId: string): Event[] {
    this.#links += 1;
    const events = this.decides({ do: 'claim-message', messageId, linkHash: `link-${this.#links}` });
    if (isRefusal(events)) return [];
    this.#write('claim-message', 'attune-relay', events);
    if (this.relays) this.relay(events);
    return events;
  }

  settles(messageId: string, outcome: object = { sent: 'accepted', providerId: 'p1' }): Event[] {
    const message = this.chart.messages[messageId]!;
    const claimed = this.log.flatMap(({ entry }) => only(entry.events, 'message.claimed'));
    const { channel } = claimed.findLast((one) => one.messageId === messageId)!;
    const events = this.decides({ do: 'settle-message', messageId, outcome } as Command);
    if (isRefusal(events)) throw new Error(events.because);
    this.#write('settle-message', 'attune-relay', events);
    if ('sent' in outcome && outcome.sent === 'accepted')
      this.sent.push({ at: this.world.now, template: message.template, to: message.to, channel });
    return events;
  }

  /** All that is due now. */
  fires(): Event[] {
    return this.does({ do: 'fire' }, 'attune-timer');
  }

  /** Time passes, and the scan runs on time. */
  until(at: string): Event[] {
    const events: Event[] = [];
    for (let fired = 0; ; fired += 1) {
      if (fired > 10_000) throw new Error(`something is due at ${this.world.now} again and again`);
      const due = this.timers().filter((timer) => !timer.parked && timer.at <= at);
      if (due.length === 0) break;
      const next = due.map((timer) => timer.at).sort()[0]!;
      if (next > this.world.now) this.at(next);
      events.push(...this.fires());
    }
    this.at(at);
    return events;
  }

  timers = (kind?: string) =>
    Object.values(this.chart.timers).filter((timer) => kind === undefined || timer.kind === kind);
  requests = (ask?: Ask): Request[] =>
    Object.values(this.chart.requests).filter((request) => ask === undefined || request.ask === ask);
  tasks = (kind?: TaskKind): Task[] =>
    Object.values(this.chart.tasks).filter((task) => kind === undefined || task.kind === kind);
  messages = () => Object.values(this.chart.messages);
  events = (): Event[] => this.log.flatMap(({ entry }) => entry.events);
  /** The templates of what went to the client, in order. */
  sentToClient = () => this.sent.filter(({ to }) => to === 'client').map(({ template }) => template);

  enrol(): this {
    this.does({ do: 'enrol', pathway: PATHWAY, clinician: 'ada' });
    return this;
  }

  #waiting(round: number) {
    this.#tokens += 1;
    const { id, cycle } = this.chart.episode!;
    return { episodeId: id, cycle, round, token: `token-${this.#tokens}` };
  }

  /** As a state machine asks. */
  asks(ask: AskClient['ask'], round = 1): Request {
    this.does({ do: 'ask-client', ask, ...this.#waiting(round) }, 'attune-step');
    return this.requests(ask)[0]!;
  }

  gives(kind: AskClinician['kind'], round = 1): Task {
    this.does({ do: 'ask-clinician', kind, ...this.#waiting(round) }, 'attune-step');
    return this.tasks(kind)[0]!;
  }

  /** The client answers the open request of this kind, form by form, as usual or as given. */
  answers(ask: Ask, given: Record<string, object> = {}, complete = true): Event[] {
    const [request] = this.requests(ask);
    if (!request) throw new Error(`nothing asks for ${ask}`);
    const forms = Object.keys(given).length
      ? Object.keys(given)
      : request.forms.filter((form) => !form.done).map(({ instrument }) => instrument);
    const responses = forms.map((instrument) => ({
      instrument,
      answers: given[instrument] ?? USUAL[instrument],
      complete,
    }));
    return this.does({ do: 'answer', requestId: request.id, responses }, 'kim');
  }

  completes(kind: TaskKind, outcome?: string, detail?: object, reason = 'as agreed'): Event[] {
    const [task] = this.tasks(kind);
    if (!task) throw new Error(`there is no task ${kind}`);
    const usual = DECISIONS[kind]!;
    return this.does({
      do: 'complete-task',
      taskId: task.id,
      outcome: outcome ?? usual.outcome,
      reason,
      detail: detail ?? usual.detail,
    });
  }

  /** A plan, acknowledged: treatment goes on by timers. */
  treat(plan?: object, round = 1): this {
    this.gives('draft-plan', round);
    this.completes('draft-plan', 'draft', plan);
    this.asks('plan', round);
    this.answers('plan');
    return this;
  }
}

/** Kim, who is not in care yet; then `.enrol()` and, past goals, `.treat()`. */
export const onPaper = (changes: Changes = {}, client: Partial<Client> = {}, at = MONDAY): Paper =>
  new Paper(changes, client, at);

import type { Asking, Chart, Sent } from '../chart.ts';
import type { Instant } from '../time.ts';
import { stepUpOf } from './page.ts';
import { clearTimers, type Folds, must, nothing } from './parts.ts';

/** What is sent, until its hand-over is over. */
export const MESSAGE_FOLDS = {
  'message.intended'(chart, event, at) {
    const { message } = event;
    chart.messages[message.id] = { ...message };
    if (message.template === 'reply.crisis') chart.crisisReplyAt = at;
    if (message.template === 'code') stepUpOf(chart).asked.push(at);
    if (message.question && message.requestId) asks(chart, message.requestId, message.question);
  },
  'message.delivered'(chart, event) {
    const sent = chart.sent[event.messageId];
    if (sent) chart.sent[event.messageId] = { ...sent, state: 'delivered' };
  },
  'message.claimed'(chart, event, at) {
    const message = must(chart.messages[event.messageId], event.messageId);
    message.state = 'CLAIMED';
    message.attempts += 1;
    message.channel = event.channel;
    // What was free as an answer at once is not, where it goes the next morning.
    message.exempt = event.exempt;
    if (event.question && message.requestId) {
      message.question = event.question;
      asks(chart, message.requestId, event.question, at);
    }
    if (event.link)
      chart.links[event.link.hash] = {
        requests: event.link.requests,
        madeAt: at,
        channel: event.channel,
      };
    if (event.code) stepUpOf(chart).code = event.code;
  },
  'message.failed'(chart, event, at) {
    if (event.again) {
      must(chart.messages[event.messageId], event.messageId).state = 'PENDING';
      clearTimers(chart, (timer) => timer.of === event.messageId);
    } else endMessage(chart, event.messageId, at, 'failed');
  },
  'message.handed-off'(chart, event, at) {
    spend(chart, event.messageId, at);
    endMessage(chart, event.messageId, at, 'handed-off');
  },
  'message.unknown'(chart, event, at) {
    // It may have reached the client.
    spend(chart, event.messageId, at);
    endMessage(chart, event.messageId, at, 'unknown');
  },
  'message.suppressed'(chart, event, at) {
    endMessage(chart, event.messageId, at);
  },
  'message.held': nothing,
  'message.released': nothing,
} satisfies Partial<Folds>;

/** The thread's question; asked again, it stays the one that was asked. */
function asks(chart: Chart, requestId: string, question: Asking, at?: Instant): void {
  const { instrument, linkId, askedAt } = chart.threads[requestId] ?? {};
  const same = instrument === question.instrument && linkId === question.linkId;
  const asked = at ?? (same ? askedAt : undefined);
  chart.threads[requestId] = { requestId, ...question, ...(asked && { askedAt: asked }) };
}

/** What went to the client counts against the budget. */
function spend(chart: Chart, messageId: string, at: Instant): void {
  const message = chart.messages[messageId];
  if (message?.to === 'client' && !message.exempt) chart.handedOver.push(at);
}

function endMessage(chart: Chart, messageId: string, at: Instant, state?: Sent['state']): void {
  const message = chart.messages[messageId];
  const sent = chart.sent[messageId];
  if (sent && state === 'failed') chart.sent[messageId] = { ...sent, state: 'failed' };
  if (message?.channel && state) {
    const { to, template, channel, requestId, taskId } = message;
    chart.sent[messageId] = { at, state, toClient: to === 'client', template, channel, requestId, taskId };
  }
  delete chart.messages[messageId];
  clearTimers(chart, (timer) => timer.of === messageId);
}

export { type Asked, canBeTexted, choicesOf } from './reply/asked.ts';
export { bindReply, type Open } from './reply/bind.ts';
export {
  CONVERSATION,
  type ConversationId,
  type Conversations,
  conversationSchema,
  sayQuestion,
  sayReply,
} from './reply/conversation.ts';
export { type Kind, kindOf } from './reply/kind.ts';
export { readReply, UNCLEAR } from './reply/read.ts';

export { type Asked, type Choice, canBeTexted, choicesOf } from './reply/asked.ts';
export { bindReply, type Open } from './reply/bind.ts';
export {
  CONVERSATION,
  type Conversation,
  type ConversationId,
  type Conversations,
  conversationSchema,
  type Said,
  sayQuestion,
  sayReply,
} from './reply/conversation.ts';
export { KINDS, type Kind, kindOf } from './reply/kind.ts';
export { type Reading, type Reply, readReply, UNCLEAR, type Unclear } from './reply/read.ts';

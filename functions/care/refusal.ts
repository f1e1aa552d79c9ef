const REFUSALS = ['not-found', 'not-allowed', 'wrong-state', 'invalid', 'duplicate'] as const;
export type RefusalKind = (typeof REFUSALS)[number];

/** Why a command changed nothing, in a sentence that a person can act on. */
export type Refusal = { refused: RefusalKind; because: string };

export const refuse = (refused: RefusalKind, because: string): Refusal => ({ refused, because });

export const isRefusal = (value: object): value is Refusal => 'refused' in value && 'because' in value;

/** A refusal as a value, for everything of identity that bad input or bad timing can make fail. */
export type Result<T, Code extends string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: Code }

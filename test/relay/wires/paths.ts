/** Where clients ask in each wire of generated text. */

export const clientPaths: Readonly<Record<string, (model: string, stream: boolean) => string>> = {
  'openai.chat': () => '/v1/chat/completions',
  'openai.completions': () => '/v1/completions',
  'openai.responses': () => '/v1/responses',
  'anthropic.messages': () => '/v1/messages',
  'gemini.generate': (model, stream) =>
    `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
}

/** Fails for a wire that has no endpoint. */
export function clientPath(wire: string, model: string, stream: boolean): string {
  return clientPaths[wire]!(model, stream)
}

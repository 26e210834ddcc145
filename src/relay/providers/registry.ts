/** All providers: a new one is one folder and one line here. The conformance suite runs over this list. */

import { openAiProvider } from './openai/provider.ts'
import type { Provider } from './provider.ts'
import { type SandboxOptions, sandboxProvider } from './sandbox/provider.ts'

export interface ProviderOptions {
  readonly sandbox?: SandboxOptions
}

export function createProviders(options: ProviderOptions = {}): readonly Provider[] {
  return [sandboxProvider(options.sandbox), openAiProvider()]
}

/** All providers: a new one is one folder and one line here. The conformance suite runs over this list. */
import { anthropicProvider } from './anthropic/provider.ts'
import { azureProvider } from './azure/provider.ts'
import { bedrockProvider } from './bedrock/provider.ts'
import { cohereProvider } from './cohere/provider.ts'
import { deepseekProvider } from './deepseek/provider.ts'
import { geminiProvider } from './gemini/provider.ts'
import { groqProvider } from './groq/provider.ts'
import { mistralProvider } from './mistral/provider.ts'
import { ollamaProvider } from './ollama/provider.ts'
import { openAiProvider } from './openai/provider.ts'
import { openRouterProvider } from './openrouter/provider.ts'
import type { Provider } from './provider.ts'
import { type SandboxOptions, sandboxProvider } from './sandbox/provider.ts'
import { vertexProvider } from './vertex/provider.ts'
import { xaiProvider } from './xai/provider.ts'

export interface ProviderOptions {
  readonly sandbox?: SandboxOptions
}

export function createProviders(options: ProviderOptions = {}): readonly Provider[] {
  return [
    sandboxProvider(options.sandbox),
    openAiProvider(),
    anthropicProvider(),
    azureProvider(),
    bedrockProvider(),
    cohereProvider(),
    deepseekProvider(),
    geminiProvider(),
    groqProvider(),
    mistralProvider(),
    ollamaProvider(),
    openRouterProvider(),
    vertexProvider(),
    xaiProvider(),
  ]
}

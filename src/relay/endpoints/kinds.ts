/** Kinds of calls that more than one endpoint makes: asked directly, quoted, in batches, in the background. */
import { chatFiles, messagesFiles, namingFiles } from '../files/inline.ts'
import { embeddingKind } from '../kinds/embeddings/kind.ts'
import { openAiEmbeddings } from '../kinds/embeddings/openai.ts'
import { storing } from '../responses/prepare.ts'
import { anthropicMessages } from '../wires/anthropic-messages/wire.ts'
import { generationKind } from '../wires/kind.ts'
import { openAiChat } from '../wires/openai-chat/wire.ts'
import { openAiCompletions } from '../wires/openai-completions/wire.ts'
import { openAiResponses } from '../wires/openai-responses/wire.ts'

export const chat = namingFiles(generationKind('chat', openAiChat), chatFiles)
export const completions = generationKind('completions', openAiCompletions)
export const messages = namingFiles(generationKind('messages', anthropicMessages), messagesFiles)
/** Without memory. */
export const plainResponses = generationKind('responses', openAiResponses)
export const responses = storing(plainResponses)
export const embeddings = embeddingKind('embeddings', openAiEmbeddings)

/** Official clients against one running server: what each of them does with it, and then everybody's bills. What they do is in a file a client. */
import { afterAll, beforeAll, test } from 'vitest'
import { aiSdk } from './ai-sdk.ts'
import { anthropicMessages } from './anthropic.ts'
import { googleGenAi } from './google.ts'
import { langChain } from './langchain.ts'
import { openAiFaults } from './openai-faults.ts'
import { openAiKept } from './openai-kept.ts'
import { openAiMedia } from './openai-media.ts'
import { openAiText } from './openai-text.ts'
import { World } from './world.ts'

let running: World
const world = () => running

beforeAll(async () => {
  running = await World.start()
})
afterAll(() => running.stop())

openAiText(world)
openAiKept(world)
openAiMedia(world)
openAiFaults(world)
anthropicMessages(world)
googleGenAi(world)
aiSdk(world)
langChain(world)

test('each call has one receipt that can be recomputed, all of them make the balance, the ledger sums to nothing', () =>
  running.expectBooks())

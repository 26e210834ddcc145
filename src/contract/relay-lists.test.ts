/** The contract names what the relay has: it may not import it, so this keeps the two lists equal. */
import { expect, test } from 'vitest'
import { modelKinds } from '../relay/channels/channel.ts'
import { generationWires, otherWires } from '../relay/wires/names.ts'
import { channel, wireNames } from './admin-channels.ts'

test('the formats an operator can choose are the relay’s', () => {
  expect([...wireNames].sort()).toEqual([...generationWires, ...otherWires].sort())
})

test('the kinds of models an operator can choose are the relay’s', () => {
  expect(channel.shape.models.element.shape.kind.options).toEqual([...modelKinds])
})

/** Which channels may make a video, and the most that it is charged. */
import { checkModel } from '../access/authenticate.ts'
import type { Candidate, Principal } from '../ports.ts'
import { candidatesFor, type ServeParts } from '../serve.ts'
import type { CallBound } from '../usage/bound.ts'
import type { VideoAsk } from './ask.ts'

type Parts = Pick<ServeParts, 'channels' | 'providers' | 'meter'>

/**
 * A size may have a price of its own: the model `name:1792x1024` of a channel goes before `name` for what is asked in that
 * size, lying or standing. undefined where no size of it is offered apart.
 */
export function sizedName(
  { channels }: Pick<ServeParts, 'channels'>,
  principal: Principal,
  { model, size }: Pick<VideoAsk, 'model' | 'size'>,
): string | undefined {
  const turned = size.split('x').reverse().join('x')
  const names = [`${model}:${size}`, `${model}:${turned}`]
  return names.find((name) => channels.carries(name, principal.groups).kinds.includes('video'))
}

/** The key's models are those that callers name. */
export function videoCandidates(
  parts: Parts,
  principal: Principal,
  ask: Pick<VideoAsk, 'model' | 'size'>,
): readonly Candidate[] {
  checkModel(principal, ask.model)
  return candidatesFor(
    parts,
    { principal: { ...principal, models: null }, kind: { modelKind: 'video' } },
    {
      model: sizedName(parts, principal, ask) ?? ask.model,
      wire: (speaks) => speaks.find((name) => name === 'openai.videos'),
    },
  )
}

/** The seconds asked for: an upstream that reports more is not paid for them. */
export function videoBound({ seconds }: Pick<VideoAsk, 'seconds'>): CallBound {
  const units = { milliseconds: seconds * 1_000 }
  return { input: 0, inputAudio: 0, output: 0, outputAudio: false, toolCalls: 0, units }
}

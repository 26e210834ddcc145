/** What kind a model is, by its name: new-api does not say, it asks whatever comes. Pure. */
import type { Channel } from '../../../contract/admin-channels.ts'

export type ModelKind = Channel['models'][number]['kind']

/** The first that fits; everything else is chat. */
const signs: readonly (readonly [RegExp, ModelKind])[] = [
  [/realtime/, 'realtime'],
  [/embed|^bge-|^m3e/, 'embedding'],
  [/rerank/, 'rerank'],
  [/moderation/, 'moderation'],
  [/whisper|transcribe/, 'transcription'],
  [/(^|[-/])tts([-.]|$)/, 'speech'],
  [/^dall-e|gpt-image|imagen-|(^|\/)flux|stable-diffusion|^sd-?\d|seedream/, 'image'],
  [/^sora|^veo|(^|\/)kling|seedance|wan\d.*-t2v/, 'video'],
]

export function modelKindOf(name: string): ModelKind {
  const plain = name.toLowerCase()
  return signs.find(([sign]) => sign.test(plain))?.[1] ?? 'chat'
}

/** What the AI SDK's models heard, in the formats that OpenAI's clients ask for. */
import { type TranscriptionModelV4, UnsupportedFunctionalityError } from '@ai-sdk/provider'
import { subRip, webVtt } from '../../audio/subtitles.ts'

export interface MediaAnswer {
  readonly contentType: string
  readonly body: Buffer
}

type Heard = Awaited<ReturnType<TranscriptionModelV4['doGenerate']>>

export function heardAs(format: string, { text, segments, language, durationInSeconds: seconds }: Heard): MediaAnswer {
  const cues = segments.map((one) => ({ text: one.text, start: one.startSecond, end: one.endSecond }))
  const usage = seconds === undefined ? {} : { usage: { type: 'duration', seconds: Math.ceil(seconds) } }
  switch (format) {
    case 'text':
      return { contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${text}\n`) }
    case 'srt':
      return { contentType: 'text/plain; charset=utf-8', body: Buffer.from(subRip(cues)) }
    case 'vtt':
      return { contentType: 'text/vtt', body: Buffer.from(webVtt(cues)) }
    case 'json':
      return json({ text, ...usage })
    case 'verbose_json': {
      const about = {
        task: 'transcribe',
        ...(language && { language }),
        ...(seconds !== undefined && { duration: seconds }),
      }
      return json({ ...about, text, segments: cues.map((cue, id) => ({ id, ...cue })), ...usage })
    }
    default:
      throw new UnsupportedFunctionalityError({ functionality: `transcripts as ${format}` })
  }
}

function json(value: object): MediaAnswer {
  return { contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) }
}

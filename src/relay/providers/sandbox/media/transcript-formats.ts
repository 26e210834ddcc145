/** A transcript in every format that clients ask for. Times are spread evenly over the words. */
import { type Cue, subRip, webVtt } from '../../../audio/subtitles.ts'
import { type Language, piecesOf } from '../language.ts'

export interface Heard {
  readonly text: string
  readonly language: Language
  /** Of the whole sound. */
  readonly seconds: number
  readonly task: 'transcribe' | 'translate'
  /** By time, or by tokens of sound and text, as the model is priced. */
  readonly usage: object
}

const languages = { en: 'english', ja: 'japanese', zh: 'chinese' } as const

/** Text, or an object for JSON; undefined for a format that is none. */
export function writeTranscript(format: string, heard: Heard, words: boolean): string | object | undefined {
  const { text, language, seconds, task, usage } = heard
  const cues = spread(sentencesOf(text), seconds)
  switch (format) {
    case 'json':
      return { text, usage }
    case 'text':
      return `${text}\n`
    case 'srt':
      return subRip(cues)
    case 'vtt':
      return webVtt(cues)
    case 'verbose_json': {
      const timed = words
        ? {
            words: spread(piecesOf(text, language), seconds).map(({ text: word, start, end }) => ({
              word: word.trim(),
              start,
              end,
            })),
          }
        : {}
      return {
        task,
        language: languages[language],
        duration: seconds,
        text,
        segments: cues.map(segment),
        ...timed,
        usage,
      }
    }
    case 'diarized_json':
      return {
        task,
        duration: seconds,
        text,
        segments: cues.map((cue, i) => ({ type: 'transcript.text.segment', id: `seg_${i}`, speaker: 'A', ...cue })),
        usage,
      }
    default:
      return undefined
  }
}

function sentencesOf(text: string): readonly string[] {
  return text.match(/[^.!?。！？]+[.!?。！？]*\s*/gu)?.map((sentence) => sentence.trim()) ?? [text]
}

/** In proportion to the length of each. */
function spread(pieces: readonly string[], seconds: number): readonly Cue[] {
  const letters = pieces.reduce((sum, piece) => sum + piece.length, 0) || 1
  let at = 0
  return pieces.map((text) => {
    const start = at
    at += (seconds * text.length) / letters
    return { text, start: rounded(start), end: rounded(at) }
  })
}

function segment({ text, start, end }: Cue, id: number) {
  const facts = { temperature: 0, avg_logprob: -0.1, compression_ratio: 1, no_speech_prob: 0, tokens: [], seek: 0 }
  return { id, start, end, text, ...facts }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}

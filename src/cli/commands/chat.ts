/** lx chat: ask a model, see the answer stream and the bill under it. */
import type { Command } from 'commander'
import { type Bill, type ChatRequest, completeChat, type Message, quoteChat, streamChat } from '../chat-stream.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts } from '../show.ts'
import { whole } from '../values.ts'

interface ChatOptions {
  readonly model?: string
  readonly system?: string
  readonly maxTokens?: number
  readonly temperature?: number
  readonly maxCost?: string
  readonly dryRun?: boolean
}

export function chatCommands(parent: Command, context: () => Context): void {
  parent
    .command('chat')
    .description('Ask a model. The words given, then standard input, make the question.')
    .argument('[words...]', 'the question')
    .option('--model <name>', 'the first text model on offer when left out')
    .option('--system <text>', 'how to answer')
    .option('--max-tokens <n>', 'the longest answer', whole)
    .option('--temperature <n>', 'from 0 to 2', Number)
    .option('--max-cost <CR>', 'refuse when it could cost more')
    .option('--dry-run', 'only quote: highest and usual cost, LCO mined')
    .action((words: string[], options: ChatOptions) => chat(context(), words, options))
}

async function chat(context: Context, words: readonly string[], options: ChatOptions): Promise<void> {
  const http = context.ownHttp()
  const question = [words.join(' '), await context.terminal.input()]
    .map((part) => part.trim())
    .filter(Boolean)
    .join('\n\n')
  if (question === '') throw new CliFailure('usage', 'There is no question: lx chat "What is the capital of Japan?"')
  const request = requestOf(options.model ?? (await firstModel(context)), question, options)
  if (options.dryRun) return quote(context, request)
  const headers: Record<string, string> = options.maxCost === undefined ? {} : { 'x-lx-max-cost': options.maxCost }
  if (context.json) {
    const { completion, bill } = await completeChat(http, request, headers)
    return context.show({ completion, bill }, () => '')
  }
  const { terminal, paints } = context
  // Text of a model goes to pipes as it is; to a screen without what would steer it.
  const onText = (text: string) => terminal.out(terminal.screen ? harmless(text) : text)
  const bill = await streamChat(http, request, { headers, onText }).finally(() => terminal.out('\n'))
  terminal.note(`${paints.faint(billText(request.model, bill))}\n`)
}

function requestOf(model: string, question: string, { system, maxTokens, temperature }: ChatOptions): ChatRequest {
  const messages: Message[] = [{ role: 'user', content: question }]
  if (system !== undefined) messages.unshift({ role: 'system', content: system })
  return {
    model,
    messages,
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
  }
}

async function firstModel(context: Context): Promise<string> {
  const { items } = await context.api().call('models.list', {})
  const found = items.find(({ kind, available }) => kind === 'chat' && available)
  if (!found) throw new CliFailure('refused', 'No text model is on offer.')
  return found.model
}

async function quote(context: Context, request: ChatRequest): Promise<void> {
  const found = await quoteChat(context.ownHttp(), request)
  context.show({ dryRun: true, quote: found }, () =>
    facts(
      [
        ['dry run', 'nothing is sent to the model'],
        ['model', found.model],
        ['usual cost', `${found.expected.cost} CR, mines ${found.expected.mined} LCO`],
        ['highest cost', `${found.highest.cost} CR`],
      ],
      context.paints,
    ),
  )
}

function billText(model: string, bill: Bill): string {
  const charge =
    bill.charge === null || bill.charge === 'metered'
      ? null
      : `${bill.charge}${bill.reason === null ? '' : `: ${bill.reason}`}`
  const parts = [
    model,
    bill.cost && `${bill.cost} CR`,
    bill.mined && `${bill.mined} LCO mined`,
    bill.balance && `balance ${bill.balance} CR`,
    charge,
    bill.callId,
  ]
  return parts.filter(Boolean).join(' · ')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
const harmless = (text: string): string => text.replace(steering, '')

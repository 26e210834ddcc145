/** lx import: from another gateway. Without --apply it only says what it would do. */
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { applyImport } from '../import/new-api/apply.ts'
import { planImport } from '../import/new-api/plan.ts'
import { appliedFacts, appliedText, planFacts, planText } from '../import/new-api/report.ts'
import { openSource } from '../import/new-api/source.ts'

interface NewApiOptions {
  readonly apply?: boolean
  readonly instance: string
  readonly emailDomain: string
}

export function importCommands(parent: Command, context: () => Context): void {
  parent
    .command('import')
    .description('Bring people, keys, channels and prices over from another gateway.')
    .command('new-api')
    .description('From new-api or one-api. Says what it would do; --apply does it. May be run again.')
    .argument('<database>', 'a SQLite file, mysql://user:password@host/name or postgres://user:password@host/name')
    .option('--apply', 'do it, as an operator')
    .option('--instance <name>', 'which new-api this is, when there are several', token, 'main')
    .option('--email-domain <domain>', 'behind the names of users without an e-mail address', domain, 'new-api.invalid')
    .action((database: string, options: NewApiOptions) => importNewApi(context(), database, options))
}

async function importNewApi(context: Context, database: string, options: NewApiOptions): Promise<void> {
  const source = await openSource(database)
  try {
    const plan = await planImport(source, { now: Date.now(), domain: options.emailDomain })
    if (!options.apply) {
      context.show(planFacts(plan), () => planText(plan, context.paints))
      if (!context.json) context.terminal.note('\nNothing was changed. The same with --apply does it.\n')
      return
    }
    const progress = (text: string): void => {
      if (context.terminal.screen && !context.json) context.terminal.note(`\r\u001b[K${text}`)
    }
    const applied = await applyImport(context.own(), plan, { instance: options.instance, progress })
    progress('')
    context.show(appliedFacts(applied), () => appliedText(applied, context.paints))
  } finally {
    await source.close()
  }
}

function token(text: string): string {
  if (/^[A-Za-z0-9._-]{1,40}$/.test(text)) return text
  throw new InvalidArgumentError('Use up to 40 letters, digits and . _ -')
}

function domain(text: string): string {
  if (/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(text) && text.length <= 100) return text
  throw new InvalidArgumentError('Use a domain, such as example.com.')
}

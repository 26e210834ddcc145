/** lx notifications: what happened to the own money, and marking it as seen. */
import type { Command } from 'commander'
import { type NoticeGroup, noticeGroups } from '../../contract/notice-kinds.ts'
import type { Notice } from '../../contract/notices.ts'
import type { Context } from '../context.ts'
import { table, timeText } from '../show.ts'
import { choice, whole } from '../values.ts'

interface NoticeOptions {
  readonly group?: NoticeGroup
  readonly unseen?: boolean
  readonly limit: number
  readonly seen?: boolean
}

export function noticeCommands(parent: Command, context: () => Context): void {
  parent
    .command('notifications')
    .description('What happened to your money, newest first.')
    .option('--group <group>', noticeGroups.join(', '), choice(noticeGroups))
    .option('--unseen', 'only what you have not seen yet')
    .option('--seen', 'mark all that there is as seen afterwards')
    .option('--limit <n>', 'how many', whole, 20)
    .action((options: NoticeOptions) => list(context(), options))
}

async function list(context: Context, { group, unseen, limit, seen }: NoticeOptions): Promise<void> {
  const api = context.own()
  const query = { limit, ...(group !== undefined && { group }), ...(unseen && { unseen }) }
  const page = await api.call('notifications.list', { query })
  const columns = [{ head: '' }, { head: 'time' }, { head: 'what' }, { head: 'details' }]
  context.show(page, () => table(columns, page.items.map(row), context.paints))
  if (seen) await api.call('notifications.seen', { body: {} })
}

function row({ at, kind, data, seen }: Notice): string[] {
  const details = Object.entries(data).map(([name, value]) => `${spaced(name)} ${value ?? '–'}`)
  return [seen ? '' : '*', timeText(at), spaced(kind), details.join(', ')]
}

/** orderFilled → order filled */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

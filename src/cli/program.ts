/** The command line as a whole: all commands, the options common to them, and how every ending becomes an exit code. */
import { Command, CommanderError } from 'commander'
import { type CliEnvironment, ConfigError } from '../config.ts'
import { adminCommands } from './commands/admin.ts'
import { channelCommands } from './commands/channels.ts'
import { chatCommands } from './commands/chat.ts'
import { completionCommands } from './commands/completion.ts'
import { dataCommands } from './commands/data.ts'
import { govCommands } from './commands/gov.ts'
import { imoCommands } from './commands/imo.ts'
import { importCommands } from './commands/import.ts'
import { keyCommands } from './commands/keys.ts'
import { lendCommands } from './commands/lend.ts'
import { loginCommands } from './commands/login.ts'
import { marginCommands } from './commands/margin.ts'
import { marketCommands } from './commands/market.ts'
import { noticeCommands } from './commands/notices.ts'
import { orderChangeCommands } from './commands/order-changes.ts'
import { orderCommands } from './commands/orders.ts'
import { peopleCommands } from './commands/people.ts'
import { predictCommands } from './commands/predict.ts'
import { runCommands } from './commands/runs.ts'
import { sessionCommands } from './commands/sessions.ts'
import { stakeCommands } from './commands/stake.ts'
import { trafficCommands } from './commands/traffic.ts'
import { verifyCommands } from './commands/verify.ts'
import { walletCommands } from './commands/wallet.ts'
import { warCommands } from './commands/wars.ts'
import { type Context, createContext, type GlobalOptions } from './context.ts'
import { CliFailure, exitCodes } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** Adds its commands below `parent`; `context()` is asked for when one runs. */
export type Commands = (parent: Command, context: () => Context) => void

const groups: readonly Commands[] = [
  loginCommands,
  keyCommands,
  runCommands,
  sessionCommands,
  chatCommands,
  walletCommands,
  marketCommands,
  orderCommands,
  orderChangeCommands,
  stakeCommands,
  lendCommands,
  warCommands,
  imoCommands,
  marginCommands,
  predictCommands,
  govCommands,
  noticeCommands,
  verifyCommands,
  dataCommands,
  importCommands,
  completionCommands,
]

const exitText = `
Exit codes:
  0 done · 1 refused, or a check failed · 2 wrong command line
  3 server not reached or failing · 4 no key, or one that may not do this

The server and the key come from the flag, else LX_URL and LX_KEY, else lx login.`

/** Runs one command line and gives its exit code. Never throws. */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  environment: () => CliEnvironment,
): Promise<number> {
  const program = new Command('lx')
  try {
    build(program, () => createContext(terminal, environment(), program.opts<GlobalOptions>()), terminal)
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    return ending(error, terminal, program.opts<GlobalOptions>().json ?? false)
  }
}

function build(program: Command, context: () => Context, terminal: Terminal): void {
  program
    .description('Use and run an L-Exchange from the command line.')
    .option('--url <address>', 'the server')
    .option('--key <secret>', 'the key; LX_KEY keeps it out of the process list')
    .option('--json', 'print results as JSON')
    .option('--no-color', 'no colours')
    .addHelpText('after', exitText)
    .showHelpAfterError('(lx <command> --help shows what it takes)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.note(text) })
  for (const add of groups) add(program, context)
  const admin = program.command('admin').description('What operators do.')
  adminCommands(admin, context)
  channelCommands(admin, context)
  peopleCommands(admin, context)
  trafficCommands(admin, context)
  inherit(program)
}

/** Subcommands end, print and fail like the program itself. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inherit(child)
  }
}

function ending(error: unknown, terminal: Terminal, json: boolean): number {
  // Commander has printed its message already; asking for help is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  const reason = error instanceof CliFailure ? error.reason : error instanceof ConfigError ? 'usage' : 'refused'
  const message = error instanceof Error ? error.message : String(error)
  if (json) {
    const problem = error instanceof CliFailure ? error.problem : undefined
    terminal.out(`${JSON.stringify({ error: { reason, message, ...(problem && { problem }) } }, null, 2)}\n`)
  } else {
    terminal.note(`lx: ${message}\n`)
  }
  return exitCodes[reason]
}

/** The entry of `lx`: hands the real process to program.ts and ends with its exit code. */
import { loadCliEnvironment } from '../config.ts'
import { runCli } from './program.ts'
import { processTerminal } from './terminal.ts'

// Not process.exit: what was written must reach a slow pipe first.
process.exitCode = await runCli(process.argv.slice(2), processTerminal(), () => loadCliEnvironment())

/** The server's entry: reads the configuration, starts the product, prints where to go, and ends in an orderly way. */
import { startProduct } from './composition/product.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { createLog, type RootLog } from './telemetry/log.ts'

/** How long running calls may go on after SIGTERM before they are cut. */
const DRAIN_MS = 25_000

async function main(): Promise<void> {
  const config = configuration()
  const log = createLog({ level: config.logLevel })
  for (const warning of config.warnings) log.warn(warning)
  const product = await startProduct(config, { log, onFatal: (error) => crash(log, error) })
  announce(config, product)
  let ending = false
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return
    ending = true
    log.info('shutting down', { signal })
    product.close(DRAIN_MS).then(
      () => leave(log, 0),
      (error: unknown) => {
        log.error('the shutdown failed', { error })
        leave(log, 1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function configuration(): Config {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

/** The state can no longer be trusted or kept: end at once; the next start replays what is on disk. */
function crash(log: RootLog, error: Error): void {
  log.error('stopped: the core failed', { error })
  leave(log, 70)
}

function leave(log: RootLog, code: number): never {
  log.flush()
  process.exit(code)
}

/** For people, on the standard error output: the log on the standard output stays one JSON object a line. */
function announce(
  config: Config,
  { url, setupLink }: { readonly url: string; readonly setupLink: string | null },
): void {
  const lines = [
    '',
    `  L-Exchange is running${config.simulation ? ' in simulation mode' : ''}.`,
    '',
    `  Open      ${url}`,
    `  API       ${url}/v1 for OpenAI clients, ${url}/docs/api for everything`,
    `  Data      ${config.dataDir}`,
  ]
  if (setupLink)
    lines.push('', '  First start: make the operator’s account with this link (works once):', `  ${setupLink}`)
  process.stderr.write(`${lines.join('\n')}\n\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`L-Exchange could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})

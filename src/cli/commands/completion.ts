/** lx completion: the script with which a shell completes this very version of lx. */
import type { Command } from 'commander'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { placesOf } from '../completion/tree.ts'
import { zshScript } from '../completion/zsh.ts'
import type { Context } from '../context.ts'
import { choice } from '../values.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const
type Shell = keyof typeof scripts
const shells = Object.keys(scripts) as Shell[]

/** `parent` is the program itself: what it holds when the command runs is what is completed. */
export function completionCommands(parent: Command, context: () => Context): void {
  parent
    .command('completion')
    .description('Print a script that completes commands and options: source <(lx completion bash)')
    .argument('<shell>', shells.join(', '), choice(shells))
    .action((shell: Shell) => {
      const script = scripts[shell](placesOf(parent))
      context().show({ shell, script }, () => script.trimEnd())
    })
}

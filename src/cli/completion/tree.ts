/** What can stand where on the command line, read from the commands themselves. How a shell is told is in the files beside. */
import type { Argument, Command, Option } from 'commander'
import { choicesIn } from '../values.ts'

export interface Word {
  readonly word: string
  /** One line. */
  readonly text: string
}

/** A place on the command line: after these words. */
export interface Place {
  /** `` at the start, `/keys/create` after `lx keys create`. */
  readonly path: string
  readonly commands: readonly Word[]
  readonly options: readonly Word[]
  /** What arguments may be; empty where anything may stand, such as a name. */
  readonly values: readonly string[]
  /** Options that take a value, by word, with what it may be; empty where anything may. */
  readonly optionValues: ReadonlyMap<string, readonly string[]>
}

/** Every place of a program, parents first. */
export function placesOf(program: Command): readonly Place[] {
  const places: Place[] = []
  const visit = (command: Command, path: string): void => {
    const options = [...command.options, ...(command === program ? [] : program.options), helpOption]
    places.push({
      path,
      commands: command.commands.map((child) => ({ word: child.name(), text: lineOf(child.description()) })),
      options: options.flatMap(wordsOf),
      values: command.registeredArguments.flatMap(valuesOf),
      optionValues: new Map(
        options.filter(takesValue).flatMap((option) => namesOf(option).map((name) => [name, valuesOf(option)])),
      ),
    })
    for (const child of command.commands) visit(child, `${path}/${child.name()}`)
  }
  visit(program, '')
  return places
}

type Named = Pick<Option, 'short' | 'long' | 'description' | 'required' | 'optional' | 'parseArg' | 'argChoices'>

const helpOption: Named = { long: '--help', description: 'what it takes', required: false, optional: false }

const namesOf = ({ short, long }: Named): string[] => [short, long].filter((name) => name !== undefined)
const takesValue = ({ required, optional }: Named): boolean => required || optional
const valuesOf = ({ parseArg, argChoices }: Pick<Named | Argument, 'parseArg' | 'argChoices'>): readonly string[] =>
  argChoices ?? choicesIn(parseArg)
const wordsOf = (option: Named): Word[] =>
  option.long === undefined ? [] : [{ word: option.long, text: lineOf(option.description) }]
const lineOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** All tidy rules, and the findings that are accepted with a reason. */
import type { Exception, SourceRule, TextRule } from './rule.ts'
import { determinism } from './rules/determinism.ts'
import { environment } from './rules/environment.ts'
import { firstSentence, vagueName, vaguePath } from './rules/naming.ts'
import { machineTraces } from './rules/places.ts'
import { fileLength, functionLength, parameterCount } from './rules/size.ts'
import { noSwitchedTests, testName } from './rules/tests.ts'
import { noAny, noDoubleCast } from './rules/typing.ts'

export const sourceRules: readonly SourceRule[] = [
  determinism,
  environment,
  fileLength,
  firstSentence,
  functionLength,
  noAny,
  noDoubleCast,
  noSwitchedTests,
  parameterCount,
  testName,
  vagueName,
]

export const textRules: readonly TextRule[] = [machineTraces, vaguePath]

/** Each holds for one rule in one file; one that no longer applies is itself a finding. */
export const exceptions: readonly Exception[] = [
  {
    rule: 'environment',
    file: 'examples/connect.mjs',
    reason:
      'examples are programs of their own: they take nothing from src, and their keys must not stand on a command line',
  },
]

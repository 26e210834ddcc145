/** What a tidy rule is and how it reports. The rules themselves are in rules/, their list in registry.ts. */
import type ts from 'typescript'

export interface Finding {
  readonly rule: string
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** Names what was found and says what to do instead. */
  readonly message: string
}

/** A finding that is accepted: one rule in one file. */
export interface Exception {
  readonly rule: string
  readonly file: string
  readonly reason: string
}

/** Reports at a node, or at a 1-based line. */
export type Report = (at: ts.Node | number, message: string) => void

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
}

/** Looks at parsed TypeScript and JavaScript. */
export interface SourceRule {
  readonly name: string
  applies(path: string): boolean
  /** Called once for each file. */
  file?(source: SourceFile, report: Report): void
  /** Called once for each node of the file, parents first. */
  node?(node: ts.Node, report: Report): void
}

/** Looks at any text file, line by line, or at its path alone. */
export interface TextRule {
  readonly name: string
  applies(path: string): boolean
  path?(path: string, report: (message: string) => void): void
  line?(line: string, report: (message: string) => void): void
}

/** Tests, what test/ shares, and suites that every implementation of a port has to pass. */
export const isTestFile = (path: string): boolean =>
  /(?:\.test\.tsx?|\/conformance\.ts)$/.test(path) || path.startsWith('test/')
export const isGenerated = (path: string): boolean => /\.gen\.tsx?$/.test(path)
export const always = (): boolean => true
